import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { compiledOnce } from "../helpers/compiled-once.ts";

const COMPILED = compiledOnce();

const script = (output: string): string => `
  import { runCommand } from ${moduleAt("../../src/cli/run.ts")};
  import { capturedIo } from ${moduleAt("../helpers/captured-io.ts")};
  import { product } from ${moduleAt("../helpers/catalog-items.ts")};
  import { catalog, consoleStub, providerView } from ${moduleAt("../helpers/console-stub.ts")};

  const products = Array.from({ length: 10_000 }, (_, index) => product("p" + index, "Product " + index));
  const stub = consoleStub({ providers: [providerView("A")], catalogs: [catalog("A", { products })] });
  const stdout = (text) =>
    new Promise((resolve, reject) =>
      process.stdout.write(text, (error) => (error ? reject(error) : resolve())));
  process.stdout.on("error", () => undefined);
  const stderr = (text) => void process.stderr.write(text);
  const intent = { command: "get", what: "products", provider: null, all: false, output: "${output}" };
  process.exitCode = await runCommand(intent, capturedIo(stub, { stdout, stderr }));
`;

function moduleAt(path: string): string {
  return JSON.stringify(new URL(path, import.meta.url).href);
}

it.each(["json", "yaml", "csv", "table"])(
  "ends in order when the pipe of %s closes after the first bytes",
  async (output) => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script(output)], {
      env: { ...process.env, ...COMPILED },
    });
    const complaints = text(child.stderr);
    child.stdout.once("data", () => child.stdout.destroy());
    const [code, signal]: readonly unknown[] = await once(child, "exit");
    expect({ code, signal, complaints: await complaints }).toEqual({ code: 0, signal: null, complaints: "" });
  },
);
