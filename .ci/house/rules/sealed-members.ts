// Where nothing but the registry knows the members, nothing else imports one: neither a room that has a favourite, nor a sibling.
import { dirname } from 'node:path'
import type { Import } from '../imports.ts'
import { sealed } from '../layout.ts'
import { membersOf } from '../registries.ts'
import type { Rule } from '../rule.ts'

export const sealedMembers: Rule = {
  name: 'sealed-members',
  check: tree =>
    sealed.flatMap(folder => {
      const registry = `${folder}/members.ts`
      const members = membersOf(registry, tree)
      return tree.imports
        .filter(({ from, to }) => from !== registry && members.has(to) && !isOwn({ from, to }, folder))
        .map(({ from, to }) => `${from} -> ${to}: only ${registry} knows its members; ask the registry`)
    }),
}

/** What lies beside a member in its folder is a part of it; in the folder of the registry lie its siblings. */
function isOwn({ from, to }: Pick<Import, 'from' | 'to'>, folder: string): boolean {
  const home = dirname(to)
  return home !== folder && from.startsWith(`${home}/`)
}
