// Mail, in the navigation.
import type { NavigationEntry } from './section.ts'

export const mail = { place: 50, href: '/mail', label: 'Mail' } satisfies NavigationEntry
