// Whole numbers as English and Japanese write them: 60,000.

/**
 * With commas between thousands. The first `Intl.NumberFormat` of a page takes 20 to 40 ms on a slow device, and words are
 * waited for before anything is drawn; what is not whole is left to it.
 */
export const integer = {
  format: (value: number): string =>
    Number.isInteger(value) ? String(value).replace(/\B(?=(?:\d{3})+$)/g, ',') : value.toLocaleString('en'),
};
