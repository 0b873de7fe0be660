// Any character that Unicode knows, for text that a property is to hold for.
import * as fc from 'fast-check'

const SURROGATES = { first: 0xd800, many: 0x800 }

/** A unit of `fc.string`. That of fast-check's own name, `binary`, makes a table of a million entries first. */
export const ANY_CHARACTER = fc
  .nat({ max: 0x10ffff - SURROGATES.many })
  .map(place => String.fromCodePoint(place < SURROGATES.first ? place : place + SURROGATES.many))
