import type { ConfigIssue } from "../core/config-issue.ts";
import type { YamlDocument } from "./yaml-document.ts";

/** A file of the config that could be read. */
export type ParsedFile = {
  readonly document: YamlDocument;
  readonly openToOthers: boolean;
  readonly isMain: boolean;
};

/**
 * The config's files, read and parsed, not yet judged. `file` and `folder` are absolute, `files` real paths;
 * `include` and `plugins` are what could be made out, empty when the file is broken. `main` is null when the file
 * could not be read; `issues` says why.
 */
export type ParsedConfig = {
  readonly file: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly include: readonly string[];
  readonly plugins: readonly string[];
  readonly main: ParsedFile | null;
  readonly included: readonly ParsedFile[];
  readonly issues: readonly ConfigIssue[];
};
