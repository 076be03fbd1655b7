// An archive or compressed file that cannot be read: what is wrong as data, and an English message with the place.

export type ArchiveProblem =
  /** It ends before it is complete. */
  | 'cutOff'
  | 'damaged'
  | 'checksum'
  | 'encrypted'
  /** Compressed by a method that is not supported. */
  | 'method'
  /** An entry that was asked for is missing. */
  | 'missing'
  /** More bytes than its reader allows, or a compression ratio that only attacks have. */
  | 'tooLarge'
  | 'tooMany';

export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  /** @param entry null if the archive as a whole is meant */
  constructor(
    readonly archive: string,
    readonly entry: string | null,
    readonly problem: ArchiveProblem,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${entry === null ? archive : `${archive}, entry '${entry}'`}: ${reason}`, options);
  }
}
