/** The id of a row: the same whatever comes, goes or is sorted. `id` is that of a policy, an API or a credential. */
export function rowId(provider: string, id: string): string {
  return `${provider}\u0000${id}`;
}
