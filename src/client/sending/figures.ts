// What became of the events of one client, in numbers that only grow but for `waiting`.

export interface Figures {
  /** New to slowburn, and on its disk. */
  accepted: number
  /** Known to slowburn: a message whose answer was lost and which was sent again, or nothing new. */
  duplicates: number
  /** Turned away by slowburn, each with a reason. */
  refused: number
  /** Never sent for want of room, or because the client was closed or has no address. */
  dropped: number
  /** Never sent because no event could be made of what was given. */
  invalid: number
}
