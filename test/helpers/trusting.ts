import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { committedCertificate, type TlsChoice } from "../../fixtures/tyk-dashboard/certificates.ts";

/** This process trusts one more certificate, until what is returned takes that back. */
export function trusting(choice: TlsChoice): () => void {
  const before = getCACertificates("default");
  setDefaultCACertificates([...before, committedCertificate(choice).cert]);
  return () => setDefaultCACertificates(before);
}
