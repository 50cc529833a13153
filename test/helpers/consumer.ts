/** The three switches that let hashed keys be listed, changed and deleted. */
export const SWITCHED_ON = {
  enableHashedKeysListing: true,
  enableUpdateKeyByHash: true,
  enableDeleteKeyByHash: true,
};

/** Whether the gateway answers somebody with this in the `authorization` header as the upstream would. */
export async function isLetIn(
  { gateway }: { readonly gateway: { readonly url: string } },
  path: string,
  authorization: string,
): Promise<boolean> {
  const { status } = await fetch(`${gateway.url}${path}`, { headers: { authorization } });
  return status === 200;
}
