import { createMemoryStore } from "../../src/store/memory-store.ts";
import { storeContract } from "../contract/store-contract.ts";

storeContract("the memory store", async () => createMemoryStore());
