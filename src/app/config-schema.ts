/** The JSON Schema of the configuration, as `portico schema` prints it. */
export { configJsonSchema } from "../config/json-schema.ts";
