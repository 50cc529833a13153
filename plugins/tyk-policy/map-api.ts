import { AppError, excerpt, type Api, type AuthMethod } from "../../src/plugin/index.ts";
import { isRecord, recordOf, textOf, textsOf, type JsonRecord } from "./record.ts";

const FLAGS: readonly (readonly [flag: string, method: AuthMethod])[] = [
  ["use_standard_auth", "apiKey"],
  ["enable_jwt", "jwt"],
  ["use_oauth2", "oauth2"],
  ["use_openid", "oidc"],
  ["use_basic_auth", "basic"],
  ["enable_signature_checking", "hmac"],
  ["custom_plugin_auth_enabled", "custom"],
  ["use_go_plugin_auth", "custom"],
  ["enable_coprocess_auth", "custom"],
];

const CATEGORY = /\s+#([^\s#]+)\s*$/u;
const HOST = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d+)?$/iu;

/**
 * An API of the wire as Portico's, in its Dashboard's wrapper or bare: classic definitions, and OAS ones, which carry the
 * same flags flattened.
 * Categories of classic APIs are ` #tag` suffixes of the name; those of OAS APIs stand beside the definition. Throws
 * MALFORMED for an entry without an id.
 */
export function mapApi(entry: JsonRecord): Api {
  const definition = isRecord(entry["api_definition"]) ? entry["api_definition"] : entry;
  const id = textOf(definition["api_id"], definition["id"]);
  if (id === "") {
    throw new AppError(
      "MALFORMED",
      `An API (name "${excerpt(textOf(definition["name"]))}") came without an id.`,
      {
        hint: "Look at what the Provider has stored; nothing of this reading was used.",
      },
    );
  }
  const { name, categories } = splitName(textOf(definition["name"], id));
  return {
    id,
    name,
    authMethods: authMethods(definition, recordOf(entry["oas"])),
    listenPath: textOf(recordOf(definition["proxy"])["listen_path"]) || null,
    ...slugOf(definition),
    address: addressOf(textOf(definition["domain"])),
    versions: versionsOf(definition),
    state:
      definition["active"] === false ? "inactive" : definition["internal"] === true ? "internal" : "active",
    categories: [...new Set([...categories, ...textsOf(entry["categories"])])],
  };
}

/** `Payments #payments #internal` is the API "Payments" in two categories. */
function splitName(full: string): { readonly name: string; readonly categories: readonly string[] } {
  const categories: string[] = [];
  let name = full;
  for (let match = CATEGORY.exec(name); match !== null; match = CATEGORY.exec(name)) {
    categories.unshift(match[1] ?? "");
    name = name.slice(0, match.index);
  }
  return name === "" ? { name: full, categories: [] } : { name, categories };
}

function authMethods(definition: JsonRecord, oas: JsonRecord): readonly AuthMethod[] {
  const methods = new Set<AuthMethod>(
    FLAGS.filter(([flag]) => definition[flag] === true).map(([, method]) => method),
  );
  if (recordOf(definition["external_oauth"])["enabled"] === true) methods.add("oauth2");
  if (usesCertificates(definition)) methods.add("mtls");
  if (methods.size === 0) for (const method of oasMethods(oas)) methods.add(method);
  if (methods.size > 0) return [...methods];
  // Definitions made by scripts name no method at all: the gateway then asks for a key.
  return definition["use_keyless"] === true ? ["keyless"] : ["apiKey"];
}

function usesCertificates(definition: JsonRecord): boolean {
  const token = recordOf(recordOf(definition["auth_configs"])["authToken"]);
  return definition["use_mutual_tls_auth"] === true || token["use_certificate"] === true;
}

/** From the document itself: for entries whose flattened flags are missing. Nothing when it switches no method on. */
function oasMethods(oas: JsonRecord): readonly AuthMethod[] {
  const server = recordOf(recordOf(oas["x-tyk-api-gateway"])["server"]);
  const authentication = recordOf(server["authentication"]);
  const isMtls = recordOf(server["clientCertificates"])["enabled"] === true;
  const methods: AuthMethod[] = isMtls ? ["mtls"] : [];
  if (authentication["enabled"] !== true) return methods;
  const schemes = recordOf(recordOf(oas["components"])["securitySchemes"]);
  for (const [name, settings] of Object.entries(recordOf(authentication["securitySchemes"]))) {
    const method = schemeMethod(recordOf(schemes[name]));
    if (recordOf(settings)["enabled"] === true && method !== null) methods.push(method);
  }
  for (const name of ["hmac", "oidc", "custom"] as const) {
    if (recordOf(authentication[name])["enabled"] === true) methods.push(name);
  }
  return methods;
}

function schemeMethod(scheme: JsonRecord): AuthMethod | null {
  switch (scheme["type"]) {
    case "apiKey":
      return "apiKey";
    case "oauth2":
      return "oauth2";
    case "openIdConnect":
      return "oidc";
    case "http":
      return textOf(scheme["scheme"]).toLowerCase() === "basic" ? "basic" : "jwt";
    default:
      return null;
  }
}

function slugOf({ slug }: JsonRecord): Pick<Api, "slug"> {
  const text = textOf(slug);
  return text === "" ? {} : { slug: text };
}

/** A custom domain overrides the host of the baseline URL; patterns like `{sub}.example.org` are no address. */
function addressOf(domain: string): string | null {
  return HOST.test(domain) ? `https://${domain}` : null;
}

/** Either versions inside one definition (`version_data`), or versions that are APIs of their own (`definition`). */
function versionsOf(definition: JsonRecord): readonly string[] {
  const data = recordOf(definition["version_data"]);
  const base = recordOf(definition["definition"]);
  const own = Object.keys(recordOf(base["versions"]));
  if (base["enabled"] === true && own.length > 0) return [...new Set([...textsOf([base["name"]]), ...own])];
  const names = data["not_versioned"] === true ? [] : Object.keys(recordOf(data["versions"]));
  return names.length === 0 ? ["Default"] : names;
}
