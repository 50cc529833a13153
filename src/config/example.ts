/**
 * The commented config that a new operator starts from; `config/portico.yaml` is the same text. It is valid as it is,
 * with one Provider whose secret comes from the environment.
 */
export const EXAMPLE_CONFIG = `# yaml-language-server: $schema=./portico.schema.json
#
# The line above lets editors complete and explain the keys; \`portico schema > portico.schema.json\` writes that file.
# Portico watches this file: what you save is applied at once, and a mistake keeps the last good version running.

# How often every Provider is synchronized: 90s, 10m, 1h or 30d; 0 means by hand only.
refreshInterval: 10m

# How many Providers are synchronized at the same time.
sync:
  concurrency: 4

# The colours of the console: dark, light or high-contrast.
theme: dark

# Further files, one per Provider, relative to this one.
# include: ["providers.d/*.yaml"]

# Where the catalogs are kept, relative to this file. Without it: the state folder of your user.
# store:
#   path: ./data

# Adapters beside the built-in ones: npm packages, or paths relative to this file.
# plugins: ["./my-adapter.ts"]

# Other keys for actions; the help of the console (?) shows their ids.
# keys:
#   sync.selected: [s, F]

# Warnings you know about and do not want to see.
# ignore: [literal-secret]

providers:
  - name: Production
    # Scheme and host; a port and a path prefix if there are any. \${NAME} is replaced from the environment (not in commands).
    url: https://dashboard.example.com
    # Best not written out: \${NAME}, or { env: NAME }, { file: ./key }, { command: [pass, show, dashboard] }.
    secret: \${DASHBOARD_KEY}
    # May be left empty.
    organisationId:
    # Only policies with one of these tags (policyTagMatch: all for every one of them). Without: all policies.
    policyTags: [portal]
    # Where the gateway answers; the beginning of the URLs shown for its APIs.
    # baselineUrl: https://gateway.example.com
    # A label of your own. Writing to production asks for the Provider's name.
    environment: production
    # description: The one that customers use
    # insecureSkipVerify: false
    # enabled: true
    # What the adapter understands besides.
    # options:
    #   timeout: 30s
`;
