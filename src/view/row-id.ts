/** The id of a row: the same whatever comes, goes or is sorted. `id` is that of a policy, an API or a credential. */
export function rowId(provider: string, id: string): string {
  return `${provider}\u0000${id}`;
}

/** The id of the same row of a Provider that has another name by now. */
export function renamedRowId(id: string, from: string, to: string): string {
  return id.startsWith(rowId(from, "")) ? rowId(to, id.slice(rowId(from, "").length)) : id;
}
