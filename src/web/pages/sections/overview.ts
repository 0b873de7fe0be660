// What is going on, in the navigation.
import type { NavigationEntry } from './section.ts'

export const overview = { place: 10, href: '/', label: 'Now' } satisfies NavigationEntry
