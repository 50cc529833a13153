import { credentialTitle } from "../core/credential-text.ts";
import type { Act, Handler } from "./act.ts";
import type { ActionId } from "./action-table.ts";
import { preparing } from "./act-write.ts";
import { certificateInQuestion, type Certificates } from "./certificates.ts";
import { credentialProvider } from "./credential-checks.ts";
import { credentialForm } from "./credential-form.ts";
import { withForm } from "./form-overlay.ts";
import { openedCertificates, stay, type Step } from "./view-state.ts";

export const CERTIFICATE_ACTIONS = {
  "certificates.open": (act) => {
    const provider = credentialProvider(act);
    return provider === null ? stay(act.view) : openedCertificates(act.view, provider);
  },
  "certificate.add": onCertificates(({ view, data }, { provider }) =>
    stay(withForm(view, credentialForm({ op: "addCertificate", provider }, data))),
  ),
  "certificate.remove": onCertificates((act, certificates) => {
    const { provider } = certificates;
    const chosen = certificateInQuestion(certificates);
    if (chosen === null) return stay(act.view);
    const request = { op: "removeCertificate", provider, certificateId: chosen.id } as const;
    const title = credentialTitle(request, chosen.subject === "" ? chosen.id : chosen.subject);
    return preparing(act, { wanted: [request], title, form: null });
  }),
} as const satisfies Partial<Record<ActionId, Handler>>;

function onCertificates(handle: (act: Act, certificates: Certificates) => Step): Handler {
  return (act) => {
    const { overlay } = act.view;
    return overlay?.kind === "certificates" ? handle(act, overlay.certificates) : stay(act.view);
  };
}
