/** Colours of the theme with a contrast of 3:1 or more against the card and each other, in light and dark. */
export const colours = { views: 'buttonPrimary500', unique: 'neutral800' } as const;
