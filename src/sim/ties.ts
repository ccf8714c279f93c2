/**
 * The relationships of one citizen: row of the other -> weight in [-1, 1], never 0, in the order of first meeting.
 * A map in which the weights lie side by side, since every night all of them change.
 */
export class Ties {
  readonly others: number[] = [];
  /** Of the others, one each. Whoever writes a 0 here must `sweep`. */
  readonly weights: number[] = [];
  /** Where each of the others is in the two lists; made when there are too many to look through, until some end. */
  #places: Map<number, number> | undefined;

  get size(): number {
    return this.others.length;
  }

  /** The weight, 0 for a stranger. */
  get(other: number): number {
    const place = this.#placeOf(other);
    return place < 0 ? 0 : this.weights[place];
  }

  /** A weight of 0 ends the tie. */
  set(other: number, weight: number): void {
    const place = this.#placeOf(other);
    if (place >= 0) {
      this.weights[place] = weight;
      if (weight === 0) this.sweep();
    } else if (weight !== 0) {
      this.#places?.set(other, this.others.length);
      this.others.push(other);
      this.weights.push(weight);
    }
  }

  /** Ends the ties of weight 0. Cost: linear in the ties. */
  sweep(): void {
    const { others, weights } = this;
    let kept = weights.indexOf(0);
    if (kept < 0) return;
    this.#places = undefined;
    for (let place = kept; place < others.length; place++) {
      if (weights[place] === 0) continue;
      others[kept] = others[place];
      weights[kept++] = weights[place];
    }
    others.length = kept;
    weights.length = kept;
  }

  #placeOf(other: number): number {
    if (this.others.length <= FEW) return this.others.indexOf(other);
    this.#places ??= new Map(this.others.map((known, place) => [known, place]));
    return this.#places.get(other) ?? -1;
  }
}

/** So many numbers are looked through as fast as a `Map` finds one of them. */
const FEW = 100;
