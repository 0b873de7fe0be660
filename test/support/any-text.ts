// Any character that Unicode knows, for text that a property is to hold for.
import * as fc from 'fast-check'

/** A unit of text as JSON may bring it: halves of a pair by themselves among them, which no UTF-8 can keep. */
export const ANY_UNIT = fc.oneof(
  fc.nat({ max: 0xffff }).map(unit => String.fromCharCode(unit)),
  fc.constantFrom('\ud83d', '\ude00', '\0', '"', '\\'),
)

const SURROGATES = { first: 0xd800, many: 0x800 }

/** A unit of `fc.string`. That of fast-check's own name, `binary`, makes a table of a million entries first. */
export const ANY_CHARACTER = fc
  .nat({ max: 0x10ffff - SURROGATES.many })
  .map(place => String.fromCodePoint(place < SURROGATES.first ? place : place + SURROGATES.many))
