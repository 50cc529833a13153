export { AppError, isAppError, type ErrorCode } from "../core/errors.ts";
export { AUTH_METHODS, apiSchema, type Api, type AuthMethod } from "../core/api.ts";
export { parseExact, rounded } from "../core/exact-json.ts";
export { exactSeconds, periodText, secondsPeriod, type Limit, type Period } from "../core/period.ts";
export { sameValue } from "../core/same-value.ts";
export { httpOptions, type HttpOptions } from "./http-options.ts";
export { policySchema, type Grant, type Policy } from "../core/policy.ts";
export { excerpt, plainText } from "../core/plain-text.ts";
export {
  API_VERSION,
  definePlugin,
  everyCapability,
  type Capabilities,
  type Capability,
  type CapabilityName,
  type CheckStep,
  type Claims,
  type Connection,
  type CredentialsOptions,
  type Http,
  type HttpAnswer,
  type HttpRequest,
  type Identity,
  type Intent,
  type Plugin,
  type ReadProgress,
  type Settings,
  type Snapshot,
  type SnapshotOptions,
  type Toolbox,
  type UsageSpan,
} from "./contract.ts";
export type {
  FieldChange,
  WriteIntent,
  WriteProposal,
  WriteRequest,
  WriteStep,
  WrittenFields,
} from "../core/write.ts";
export {
  CREDENTIAL_KINDS,
  type Certificate,
  type ClientToken,
  type CredentialKind,
  type CredentialTarget,
  type IssuedSecret,
  type PolicyName,
  type RemoteCredential,
  type Usage,
} from "../core/credential.ts";
export { isCredentialIntent, type ChosenParts, type CredentialIntent } from "../core/credential-intent.ts";
