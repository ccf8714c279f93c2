/**
 * A recorded WebM with its length written down. Browsers record as for a broadcast, whose end nobody knows, so that players show no
 * length and cannot seek. EBML (RFC 8794): an element is an id, a size and its data; Matroska (RFC 9559) keeps the length as `Duration`
 * in the `Info` of the `Segment`, in units of `TimestampScale`, which is a millisecond by default.
 *
 *     EBML header │ Segment (size unknown) ┐
 *                                          └ Info (size + 11) ┐ ... │ Duration: 44 89 │ 88 │ 8 bytes, big-endian │  Cluster ...
 */

const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const CLUSTER = 0x1f43b675;
const DURATION = 0x4489;
/** What is to be looked at: all that comes before the first cluster is far shorter. */
const HEAD = 65_536;

/** The same video with its length; as it came where it has one already, or is not of the form that is expected. */
export async function withDuration(video: Blob, seconds: number): Promise<Blob> {
  const head = new Uint8Array(await video.slice(0, HEAD).arrayBuffer());
  const info = findInfo(head);
  if (!info || info.hasDuration) return video;
  const { sizeAt, dataAt, end } = info;
  const duration = new Uint8Array(11);
  duration.set([0x44, 0x89, 0x88]);
  new DataView(duration.buffer).setFloat64(3, seconds * 1000);
  const size = sizeOf(end - dataAt + duration.length);
  const parts = [video.slice(0, sizeAt), size, head.slice(dataAt, end), duration, video.slice(end)];
  return new Blob(parts as BlobPart[], { type: video.type });
}

type Info = { readonly sizeAt: number; readonly dataAt: number; readonly end: number; readonly hasDuration: boolean };

function findInfo(bytes: Uint8Array): Info | undefined {
  for (let at = 0; at < bytes.length;) {
    const element = elementAt(bytes, at);
    if (!element || element.id === CLUSTER) return undefined;
    const { id, sizeAt, dataAt, size } = element;
    const end = dataAt + size;
    if (id === INFO) return { sizeAt, dataAt, end, hasDuration: holds(bytes, dataAt, end, DURATION) };
    at = id === SEGMENT ? dataAt : end;
  }
  return undefined;
}

function holds(bytes: Uint8Array, from: number, to: number, wanted: number): boolean {
  for (let at = from; at < to;) {
    const element = elementAt(bytes, at);
    if (!element) return false;
    if (element.id === wanted) return true;
    at = element.dataAt + element.size;
  }
  return false;
}

/** Numbers of a length that their first byte's leading zeros tell; of an id that bit is a part, of a size it isn't. */
function elementAt(bytes: Uint8Array, at: number) {
  const idLength = Math.clz32(bytes[at]) - 23;
  const sizeAt = at + idLength;
  const sizeLength = Math.clz32(bytes[sizeAt]) - 23;
  if (!(idLength <= 4 && sizeLength <= 8) || sizeAt + sizeLength > bytes.length) return undefined;
  const read = (from: number, length: number, first: number) => {
    let value = first;
    for (let i = 1; i < length; i++) value = value * 256 + bytes[from + i];
    return value;
  };
  const id = read(at, idLength, bytes[at]);
  const size = read(sizeAt, sizeLength, bytes[sizeAt] & (0xff >> sizeLength));
  return { id, sizeAt, dataAt: sizeAt + sizeLength, size };
}

/** A size in eight bytes, which any fits into. */
function sizeOf(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(4, value);
  bytes[0] = 0x01;
  return bytes;
}
