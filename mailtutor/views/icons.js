// The drawing of each icon: paths on a square of 16 by 16.

// The braces and what is between them are JSON, because Python reads them too.
export const ICONS = {
  "circle": ["M8 3.2a4.8 4.8 0 1 1 0 9.6A4.8 4.8 0 0 1 8 3.2z"],
  "mail": ["M1.5 3.5h13v9h-13z", "M1.5 4.5 8 9l6.5-4.5"],
  "stopped": ["M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8z", "m3.7 12.3 8.6-8.6"],
  "open": ["M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8z", "M5 8h.1M8 8h.1M11 8h.1"],
  "yes": ["m3 8.5 3.5 3.5L13 4.5"],
  "no": ["m4 4 8 8M12 4l-8 8"],
  "more": ["M3 8h9M8.5 4.5 12 8l-3.5 3.5"],
  "wait": ["M8 2v7M8 12.5v.1"],
  "right": ["M2 8h11M9.5 4.5 13 8l-3.5 3.5"],
  "left": ["M14 8H3M6.5 4.5 3 8l3.5 3.5"],
  "file": ["m13 7.5-5 5a3 3 0 0 1-4.3-4.3l5.6-5.6a2 2 0 0 1 2.9 2.9l-5.5 5.4a1 1 0 0 1-1.4-1.4l5-5"],
  "up": ["M8 13V3M4 7l4-4 4 4"],
  "plus": ["M8 3v10M3 8h10"],
  "minus": ["M3 8h10"],
  "differs": ["M3 6h10M3 10h10M10.5 3l-5 10"],
  "twist": ["m6 4 4 4-4 4"],
  "close": ["m4 4 8 8M12 4l-8 8"]
};
