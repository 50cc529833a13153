import { sampleCatalog } from "../contract/store-samples.ts";
import { describe, expect, it } from "vitest";
import {
  currentVersion,
  migrate,
  MIGRATIONS,
  newerVersionError,
  type Migrations,
} from "../../src/store/migrate.ts";

const STEPS: Migrations = [
  (document) => ({ ...document, second: "added" }),
  ({ second, ...rest }) => ({ ...rest, third: second }),
];

describe("migration", () => {
  it("takes the steps that a version lacks, in order", () => {
    const current = (document: unknown, isAsWritten = false) => ({
      outcome: "current",
      document,
      isAsWritten,
    });
    expect(migrate({ schemaVersion: 1, a: 1 }, STEPS)).toEqual(
      current({ schemaVersion: 3, a: 1, third: "added" }),
    );
    expect(migrate({ schemaVersion: 2, second: "x" }, STEPS)).toEqual(
      current({ schemaVersion: 3, third: "x" }),
    );
    expect(migrate({ schemaVersion: 3 }, STEPS)).toEqual(current({ schemaVersion: 3 }, true));
  });

  it("tells a newer version apart", () => {
    expect(migrate({ schemaVersion: 4 }, STEPS)).toEqual({ outcome: "newer", version: 4 });
  });

  it.each([null, 3, "x", [], {}, { schemaVersion: "1" }, { schemaVersion: 0 }, { schemaVersion: 1.5 }])(
    "calls %j damaged",
    (document) => {
      expect(migrate(document, STEPS).outcome).toBe("damaged");
    },
  );

  it("leaves what it was given unchanged", () => {
    const document = Object.freeze({ schemaVersion: 1, a: 1 });
    migrate(document, STEPS);
    expect(document).toEqual({ schemaVersion: 1, a: 1 });
  });

  it("brings a catalog of version 1 to the current one, with no writes on record", () => {
    const { recentWrites: _, ...old } = sampleCatalog("alpha", 2);
    const migrated = migrate({ schemaVersion: 1, ...old }, MIGRATIONS.catalog);
    expect(migrated).toMatchObject({ outcome: "current", isAsWritten: false });
    expect(migrated).toHaveProperty("document.recentWrites", []);
  });

  it("knows every kind of document", () => {
    for (const steps of Object.values(MIGRATIONS)) expect(currentVersion(steps)).toBe(steps.length + 1);
  });

  it("names file, versions and a way out", () => {
    const error = newerVersionError("/s/ui.json", { seen: 9, known: 2 });
    expect(error).toMatchObject({
      code: "STORE_VERSION",
      message: expect.stringMatching(/\/s\/ui\.json.*9.*2/u),
    });
    expect(error.hint).toContain("store.path");
  });
});
