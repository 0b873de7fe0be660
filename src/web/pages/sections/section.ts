// The shape of a part of the navigation. One part is one file of this folder, named as pages name it.

export interface NavigationEntry {
  /** Lower ones come first. */
  readonly place: number
  readonly href: string
  readonly label: string
}
