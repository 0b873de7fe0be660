// What is still to be done is done, or is said where it is asked for: not in a comment.
import type { Rule } from '../rule.ts'

const OPEN = /(?:\/\/|\*)\s*(TODO|FIXME|XXX)\b/

export const openEnds: Rule = {
  name: 'open-ends',
  check: tree =>
    tree.files.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        const word = OPEN.exec(line)?.[1]
        return word === undefined ? [] : [`${path}:${index + 1}: ${word}; do it, or take it out`]
      }),
    ),
}
