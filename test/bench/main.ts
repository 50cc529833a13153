import { firstFrame, getProducts } from "./processes.ts";
import { figureText, type Figure } from "./statistics.ts";
import { synchronizing } from "./synchronizing.ts";
import { idle, typing } from "./typing.ts";

const PARTS: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  get: async () => [await getProducts()],
  frame: async () => [await firstFrame()],
  typing,
  sync: synchronizing,
  idle,
};

/** Prints each figure beside the most it should be, as ratios taken in one run. Names of parts run only those. */
const wanted = process.argv.slice(2);
const names = wanted.length === 0 ? Object.keys(PARTS) : wanted;
const over: Figure[] = [];
for (const name of names) {
  const part = PARTS[name];
  if (part === undefined)
    throw new Error(`There is no part "${name}"; there are ${Object.keys(PARTS).join(", ")}.`);
  for (const figure of await part()) {
    process.stdout.write(`${figureText(figure)}\n`);
    if (figure.value > figure.most) over.push(figure);
  }
}
process.exitCode = over.length === 0 ? 0 : 1;
