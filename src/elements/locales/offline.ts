// The page without a network, and its new versions, in English and Japanese.

const en = {
  ready: 'Available offline',
  update: 'A new version is ready. Reload when it suits you: your run is saved.',
  reload: 'Reload',
  dismiss: 'Close the message',
};

const ja: typeof en = {
  ready: 'オフラインでも使えます',
  update: '新しいバージョンがあります。都合のよいときに再読み込みしてください。学習は保存されています。',
  reload: '再読み込み',
  dismiss: 'メッセージを閉じる',
};

export const offline = { en, ja };
