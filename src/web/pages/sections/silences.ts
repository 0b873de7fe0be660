// Silences, in the navigation.
import type { NavigationEntry } from './section.ts'

export const silences = { place: 40, href: '/silences', label: 'Silences' } satisfies NavigationEntry
