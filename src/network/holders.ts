/**
 * The communities that hold member m: `holders[starts[m]]` up to, not including, `holders[starts[m + 1]]`, ascending.
 * Members are integers >= 0; those from `starts.length - 1` on are in none. Cost: memberships and the greatest member.
 */
export function holdersOf(communities: readonly (readonly number[])[]): {
  readonly starts: Uint32Array;
  readonly holders: Uint32Array;
} {
  let greatest = -1;
  for (const members of communities) greatest = Math.max(greatest, members[members.length - 1] ?? -1);
  // `starts[m + 1]` says where the holders of m begin, and as they are written moves on to where they end.
  const starts = new Uint32Array(greatest + 3);
  for (const members of communities) for (const member of members) starts[member + 2]++;
  for (let m = 0; m <= greatest; m++) starts[m + 2] += starts[m + 1];
  const holders = new Uint32Array(starts[greatest + 2]);
  for (let c = 0; c < communities.length; c++) for (const member of communities[c]) holders[starts[member + 1]++] = c;
  return { starts, holders };
}
