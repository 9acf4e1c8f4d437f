/** For a strip of people that may be longer than its place: the keyboard reaches it and its arrows move it. */
export const scrollable = { tabIndex: 0 } as const
