import type { Random } from "../random.ts";

/** Names for the people and districts of a generated town: readable, plain ASCII, no two alike. */

const GIVEN = words(`
  Ada Aiko Akin Alba Amara Anouk Anton Arjun Asa Astrid Aylin Basil Bea Benno Bijou Bram Bruno Callum Carmen Cato
  Celia Chidi Cleo Cyrus Dalia Daria Davi Delia Dina Dov Edda Eero Eira Elio Elke Emre Enzo Esme Ewa Fadil
  Farah Felix Fia Finn Flora Gaia Gil Greta Hadi Hedda Henrik Hugo Ida Idris Ilse Imani Ines Ingrid Iris
  Isak Ivo Jago Jamila Jasper Jens Jora Josef Kaya Kenji Kofi Laila Lars Leda Leif Lena Linus Livia Lotte Lucia
  Luka Mabel Magnus Maia Malik Mara Mateo Mei Mika Milo Mina Mirela Nadir Nell Nico Nils Noor Nora Odin Olga
  Omar Otis Otto Paloma Pavel Penn Pia Priya Ravi Remy Rhea Rolf Rumi Runa Sami Sanna Selma Silas Sol Stellan
  Suki Tamsin Tariq Thea Tomas Ursa Vera Yara`);

/** Families and districts are named from the land: 48 x 24 places. */
const PLACES = words(`
  Alder Amber Ash Barley Birch Bramble Brook Cedar Clover Copper Elder Fern Flint Fox Glen Hazel
  Heather Holly Iron Juniper Kestrel Lark Linden Marl Moss North Oak Otter Quill Raven Rowan Salt
  Sedge Silver Sorrel Stone Swan Thistle Thorn Umber Vale Wick Willow Winter Wolf Wren Yarrow Yew`).flatMap((land) =>
  words(`
  bank bridge bury combe croft dale field ford gate grove ham haven
  hill hurst land ley mere mill moor shaw side stead ton wood`).map((ending) => land + ending),
);

const QUARTERS = ["", "Upper ", "Lower ", "Old "];

/**
 * `count` names. A town whose citizens can all have a given name to themselves needs no families; larger ones get both.
 * Citizen i has given name g = i mod G and, in the b-th round of given names, family b + 7g mod F: for one g, all
 * families up to F come before any returns, so the names are unique up to F x G (about 150,000).
 */
export function citizenNames(count: number, random: Random): string[] {
  const given = shuffled(GIVEN, random);
  if (count <= given.length) return given.slice(0, count);
  const families = shuffled(PLACES, random);
  return Array.from({ length: count }, (_, i) => {
    const g = i % given.length;
    const round = (i - g) / given.length;
    return `${given[g]} ${families[(round + 7 * g) % families.length]}`;
  });
}

/** `count` names of districts, unique up to 4,608. */
export function districtNames(count: number, random: Random): string[] {
  const places = shuffled(PLACES, random);
  return Array.from({ length: count }, (_, i) => {
    const p = i % places.length;
    return QUARTERS[(i - p) / places.length] + places[p];
  });
}

/** The id that a name gives, `Ada Ashford` -> `ada-ashford`; names made here give ids that are as unique. */
export function idOf(name: string): string {
  return name.toLowerCase().replaceAll(" ", "-");
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** Fisher and Yates 1938, as Durstenfeld 1964 has it. */
function shuffled(items: readonly string[], random: Random): string[] {
  const result = items.slice();
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}
