import * as z from "zod";
import { DURATION_PATTERN } from "./duration.ts";
import { KEY_FACTS, type KnownKey } from "./key-facts.ts";

const NAME = /^\S(?:.{0,98}\S)?$/u;

const text = z.string().min(1);
const lineOfText = () => z.string().nullish();

/** Where a Provider's secret comes from, as written: a text (`${NAME}` or the secret itself) or one of three references. */
export const secretSchema = z.union([
  text,
  z.strictObject({ env: text }),
  z.strictObject({ file: text }),
  z.strictObject({ command: z.array(text).min(1) }),
]);
export type WrittenSecret = z.infer<typeof secretSchema>;

const provider = "providers.*";

/** A Provider as written. What else must hold is in `provider-settings.ts`. */
export const providerSchema = z.strictObject({
  name: said("providers.*.name", z.string().regex(NAME)),
  adapter: said("providers.*.adapter", text.optional()),
  url: said("providers.*.url", text.optional()),
  secret: said("providers.*.secret", secretSchema.optional()),
  organisationId: said("providers.*.organisationId", lineOfText()),
  insecureSkipVerify: said("providers.*.insecureSkipVerify", z.boolean().optional()),
  policyTags: said("providers.*.policyTags", z.union([z.string(), z.array(z.string())]).optional()),
  policyTagMatch: said("providers.*.policyTagMatch", z.enum(["any", "all"]).optional()),
  baselineUrl: said("providers.*.baselineUrl", text.optional()),
  environment: said("providers.*.environment", lineOfText()),
  description: said("providers.*.description", lineOfText()),
  enabled: said("providers.*.enabled", z.boolean().optional()),
  options: said("providers.*.options", z.record(z.string(), z.unknown()).optional()),
});
export type WrittenProvider = z.infer<typeof providerSchema>;

/** A config file as written; keys that begin with `x-` have been taken out, they hold anchors. */
export const configSchema = z.strictObject({
  include: said("include", z.array(text).optional()),
  refreshInterval: said(
    "refreshInterval",
    z.union([z.string().regex(DURATION_PATTERN), z.literal(0)]).optional(),
  ),
  store: said("store", z.strictObject({ path: said("store.path", text.optional()) }).optional()),
  plugins: said("plugins", z.array(text).optional()),
  sync: said(
    "sync",
    z.strictObject({ concurrency: said("sync.concurrency", z.int().min(1).max(64).optional()) }).optional(),
  ),
  keys: said("keys", z.record(z.string(), said("keys.*", z.union([text, z.array(text)]))).optional()),
  theme: said("theme", text.optional()),
  ignore: said("ignore", z.array(text).optional()),
  providers: said("providers", z.array(said(provider, providerSchema)).nullish()),
});
export type WrittenConfig = z.infer<typeof configSchema>;

/** For values that are checked once: zod compiles a check by default, which takes longer than this check does. */
export const CHECKED_ONCE = { jitless: true } as const;

/** An included file with several Providers; one with a single Provider is a `providerSchema`. */
export const includedSchema = z.strictObject({ providers: configSchema.shape.providers });

function said<Schema extends z.ZodType>(key: KnownKey, schema: Schema): Schema {
  // `describe` would make a second schema of each; no schema may be said twice.
  z.globalRegistry.add(schema, { description: KEY_FACTS[key].description });
  return schema;
}
