// Messages of the log without their very large values, which the server takes out: what a mapping needs of one is asked of its row, and
// not carried here and back. A row of hundreds of megabytes is no reason to need as much memory.

/** A longer message is looked through. */
const LONG_MESSAGE = 256 * 1024
/** A longer value counts as one that was not repeated. */
const LARGE_VALUE = 64 * 1024

/** The codes of letters in a message: of a row that was inserted, updated or deleted; of a value, and of one that is not repeated. */
const ROWS = [...'IUD'].map(letter => letter.charCodeAt(0)).join(', ')
const VALUE = 't'.charCodeAt(0)
const UNREPEATED = `'\\x${'u'.charCodeAt(0).toString(16)}'::bytea`

/**
 * SQL of a message of pgoutput (protocol 1) in hexadecimal, of the column `data`. A tuple is a letter, the number of its columns, and for
 * each a letter, with its length and its text behind it where it has a value.
 */
export function slimmed(data: string): string {
  const byte = (place: string): string => `pg_catalog.get_byte(${data}, ${place})`
  const length = `${byte('at')} * 16777216 + ${byte('at + 1')} * 65536 + ${byte('at + 2')} * 256 + ${byte('at + 3')}`
  const part = (characters: string): string => `pg_catalog.substring(${data}, at, ${characters})`
  return `CASE WHEN pg_catalog.octet_length(${data}) <= ${LONG_MESSAGE} OR ${byte('0')} NOT IN (${ROWS}) THEN pg_catalog.encode(${data}, 'hex')
    ELSE (WITH RECURSIVE piece(place, at, columns, bytes) AS (
        SELECT 0, 6, 0, pg_catalog.substring(${data}, 1, 5)
        UNION ALL
        SELECT place + 1,
          CASE WHEN columns = 0 THEN at + 3 WHEN long IS NULL THEN at + 1 ELSE at + 5 + long END,
          CASE WHEN columns = 0 THEN ${byte('at')} * 256 + ${byte('at + 1')} ELSE columns - 1 END,
          CASE WHEN columns = 0 THEN ${part('3')} WHEN long IS NULL THEN ${part('1')}
            WHEN long > ${LARGE_VALUE} THEN ${UNREPEATED} ELSE ${part('5 + long')} END
        FROM piece CROSS JOIN LATERAL (
          SELECT CASE WHEN columns > 0 AND ${byte('at - 1')} = ${VALUE} THEN ${length} END AS long) AS value
        WHERE at <= pg_catalog.octet_length(${data}))
      SELECT pg_catalog.string_agg(pg_catalog.encode(bytes, 'hex'), '' ORDER BY place) FROM piece) END`
}
