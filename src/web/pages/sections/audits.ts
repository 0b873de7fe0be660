// Audits, in the navigation.
import type { NavigationEntry } from './section.ts'

export const audits = { place: 60, href: '/audits', label: 'Audits' } satisfies NavigationEntry
