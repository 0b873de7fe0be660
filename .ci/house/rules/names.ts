// A file and a folder are called by what is in them. How a name is written is checked by Biome, of files.
import type { Rule } from '../rule.ts'

export const names: Rule = {
  name: 'names',
  check: tree =>
    tree.files.flatMap(({ path }) =>
      path
        .split('/')
        .flatMap(part =>
          EMPTY.test(part) ? [`${path}: ${part} says nothing; call it by what is in it`] : [],
        ),
    ),
}

/** Words that fit anything, alone or beside others. */
const EMPTY = /(?:^|-)(?:utils?|utilities|helpers?|managers?)(?:$|[.-])|^(?:misc|common|stuff)(?:$|\.)/
