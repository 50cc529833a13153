import {
  isProviderRequest,
  type ProviderDraft,
  type ProviderProposal,
  type ProviderRequest,
} from "../../src/core/provider-edit.ts";
import { providerCommand } from "../../src/core/provider-command.ts";
import { providerTitle } from "../../src/core/provider-words.ts";
import { reduce } from "../../src/view/console-state.ts";
import type { FormTest, ProviderForm } from "../../src/view/provider-form.ts";
import type { Driver } from "./sample-console.ts";
import { answer, effectOf } from "./write-samples.ts";

const OFFERED = {
  defaultAdapter: "dashboard",
  adapters: [
    {
      adapter: "dashboard",
      title: "Dashboard",
      requires: ["url", "secret"],
      help: { organisationId: "In the Dashboard: Users, your user, Organisation ID.", secret: "Beside it." },
    },
    { adapter: "file", title: "File", requires: [], help: {} },
  ],
} as const;

export const NEW_DRAFT: ProviderDraft = {
  provider: null,
  file: "/etc/portico.yaml",
  fields: {},
  secret: { from: "none", word: "" },
  ...OFFERED,
};

export const EU_DRAFT: ProviderDraft = {
  provider: "EU",
  file: "/etc/portico.yaml",
  fields: {
    name: "EU",
    url: "https://${HOST}",
    policyTags: ["portal", "eu"],
    environment: "staging",
    options: { timeout: "30s" },
  },
  secret: { from: "literal", word: "" },
  ...OFFERED,
};

/** The Provider was read from the config. */
export function read(driver: Driver, draft: ProviderDraft): void {
  effectOf(driver, "read-provider");
  driver.view = reduce(driver.view, { type: "provider-read", draft, at: driver.now }, driver.data).view;
}

/** The connection was tried. */
export function tried(driver: Driver, result: FormTest): void {
  const { run } = effectOf(driver, "test-provider");
  driver.view = reduce(
    driver.view,
    { type: "provider-tested", run, result, at: driver.now },
    driver.data,
  ).view;
}

/** The form of a Provider that is open; fails without one. */
export function providerFormOf({ view }: Driver): ProviderForm {
  const form = view.overlay?.kind === "form" ? view.overlay.form : null;
  if (form?.kind !== "provider")
    throw new Error(`no form of a Provider, but ${view.overlay?.kind ?? "bare panes"}`);
  return form;
}

export function providerProposal(
  request: ProviderRequest,
  part: Partial<ProviderProposal> = {},
): ProviderProposal {
  return {
    request,
    title: `${providerTitle(request)} in /etc/portico.yaml`,
    file: "/etc/portico.yaml",
    change: "edit",
    lines: [
      { sign: " ", number: 8, text: "  - name: EU" },
      { sign: "-", number: 9, text: "    environment: staging" },
      { sign: "+", number: 9, text: "    environment: test" },
    ],
    affects: [],
    warnings: [],
    production: false,
    command: providerCommand(request),
    write: { digest: "d", before: () => "", text: () => "", secret: null },
    ...part,
  };
}

/** The proposal has come for what was asked last. */
export function proposeProvider(driver: Driver, part: Partial<ProviderProposal> = {}): ProviderRequest {
  const { run, wanted } = effectOf(driver, "propose");
  const request = wanted === "undo" ? undefined : wanted[0];
  if (request === undefined || !isProviderRequest(request) || request.op === "undo-provider")
    throw new Error("nothing asked of the config");
  answer(driver, { type: "proposed", run, proposals: [providerProposal(request, part)] });
  return request;
}
