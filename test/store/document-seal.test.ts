import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeDocument, FORMATS } from "../../src/store/document-format.ts";
import { documentPieces } from "../../src/store/document-pieces.ts";
import { sealed, sealFits } from "../../src/store/document-seal.ts";
import { sampleCatalog } from "../contract/store-samples.ts";

function written(document: object): Buffer {
  return Buffer.from([...sealed(documentPieces(1, document))].join(""));
}

describe("the seal of a document", () => {
  it("fits every document that was written, and leaves it valid JSON", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
        const bytes = written(document);
        expect(sealFits(bytes)).toBe(true);
        expect(JSON.parse(bytes.toString())).toHaveProperty("seal");
      }),
    );
  });

  it("fits no longer once any byte has changed", () => {
    const bytes = written(sampleCatalog("alpha", 3));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, by) => {
          const changed = Buffer.from(bytes);
          changed[at] = ((changed[at] ?? 0) + by) % 256;
          expect(sealFits(changed)).toBe(false);
        },
      ),
    );
  });

  it("fits over many pieces as over one", () => {
    const bytes = written(sampleCatalog("alpha", 5_000));
    expect(sealFits(bytes)).toBe(true);
  });

  it("is no part of the document that is read", () => {
    const catalog = sampleCatalog("alpha", 3);
    expect(decodeDocument(FORMATS.catalog, written(catalog))).toEqual({ outcome: "good", value: catalog });
  });

  it("lets a document that was edited by hand be checked instead", () => {
    const text = written(sampleCatalog("alpha", 1)).toString();
    const wrong = text.replace('"products":', '"goods":');
    expect(decodeDocument(FORMATS.catalog, Buffer.from(wrong)).outcome).toBe("damaged");
    const harmless = text.replace('"provider":"alpha"', '"provider":"omega"');
    expect(decodeDocument(FORMATS.catalog, Buffer.from(harmless))).toMatchObject({
      value: { provider: "omega" },
    });
  });
});
