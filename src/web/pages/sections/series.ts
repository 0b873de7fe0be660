// Series, in the navigation.
import type { NavigationEntry } from './section.ts'

export const series = { place: 20, href: '/series', label: 'Series' } satisfies NavigationEntry
