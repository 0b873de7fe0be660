// Alerts, in the navigation.
import type { NavigationEntry } from './section.ts'

export const alerts = { place: 30, href: '/alerts', label: 'Alerts' } satisfies NavigationEntry
