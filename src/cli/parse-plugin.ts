import type { CommandSpec } from "./command-spec.ts";
import type { OutputFormat, PluginIntent } from "./intent.ts";
import { LANGUAGES } from "./plugin-spec.ts";
import type { Flags } from "./read-flags.ts";
import { closest } from "./suggest.ts";
import { quoted, usage } from "./usage-error.ts";

type PluginArguments = Flags & {
  readonly command: CommandSpec;
  readonly args: readonly string[];
  readonly output: OutputFormat;
};

const ACTIONS = ["list", "test", "new"];

/** What `portico plugin …` asks for. Throws USAGE. */
export function pluginIntent({ command, args, values, switches, output }: PluginArguments): PluginIntent {
  const [action, name] = args;
  if (action === undefined) throw usage(`say what to do: ${ACTIONS.join(", ")}`, command);
  if (action === "list") {
    if (name !== undefined) throw usage(`plugin list takes no argument, not ${quoted(name)}`, command);
    return { command: "plugin", action, output };
  }
  if (action === "test") {
    if (name === undefined) throw usage("name what to test: an adapter, or the path of a plugin", command);
    const request = { target: name, provider: values.get("provider") ?? null, write: switches.has("write") };
    return { command: "plugin", action, request, junit: values.get("junit") ?? null, output };
  }
  if (action !== "new") {
    const near = closest(action, ACTIONS);
    throw usage(`cannot ${quoted(action)} a plugin, only ${ACTIONS.join(", ")}`, command, near);
  }
  if (name === undefined) throw usage("name the adapter to begin: portico plugin new NAME", command);
  const lang = LANGUAGES.find((one) => one === values.get("lang")) ?? "ts";
  return { command: "plugin", action, plugin: { name, lang }, output };
}
