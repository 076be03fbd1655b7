// Texts of the Compare view.

const en = {
  title: 'Compare',
  tabs: { poolings: 'Poolings', twins: 'Twins' },
};

const ja: typeof en = {
  title: 'くらべる',
  tabs: { poolings: 'プーリング', twins: '双子' },
};

export const compare = { en, ja };
