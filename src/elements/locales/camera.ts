// Words of a camera: those that the fruit lab and the stage share, and those of the stage.

const en = {
  shared: {
    start: 'Turn the camera on',
    stop: 'Turn the camera off',
    starting: 'Waiting for the camera…',
    choose: 'Camera',
    unnamed: (number: number) => `Camera ${number}`,
    turn: 'Front or rear camera',
    mirror: 'Mirror',
    live: 'Live camera picture',
    problems: {
      denied:
        'The browser is not allowed to use the camera. Allow it in the address bar, then turn the camera on again.',
      none: 'No camera was found. Connect one, or use picture files instead.',
      busy: 'Another program is using the camera. Close that program, then turn the camera on again.',
      gone: 'The camera was disconnected.',
      insecure: 'The camera works only on https or localhost. Use picture files instead.',
      silent:
        'The camera does not answer. Check whether the browser asks for permission, or reconnect it. You can use picture files in the meantime.',
      other: 'The camera could not be opened. Reconnect it, or use picture files instead.',
    },
  },
  stage: {
    freeze: 'Freeze',
    freezeHint: 'Freeze the picture to look at its maps, or continue (F)',
    seen: 'What the network sees',
    slow: 'Training has priority: the picture follows slowly.',
    notSure: 'Not sure',
    unfamiliar: 'Not like any of the pictures it learned from',
    speed: (frames: string) => `${frames} pictures/s`,
    smoothed: 'Probabilities are averaged over about half a second.',
  },
};

const ja: typeof en = {
  shared: {
    start: 'カメラを使う',
    stop: 'カメラを止める',
    starting: 'カメラを待っています…',
    choose: 'カメラ',
    unnamed: (number) => `カメラ ${number}`,
    turn: '前面／背面',
    mirror: '左右反転',
    live: 'カメラの映像',
    problems: {
      denied:
        'カメラの使用が許可されていません。アドレスバーで許可してから、もう一度カメラを使ってください。',
      none: 'カメラが見つかりません。接続するか、画像ファイルを使ってください。',
      busy: 'カメラはほかのプログラムが使用中です。そちらを終了してから、もう一度カメラを使ってください。',
      gone: 'カメラの接続が切れました。',
      insecure: 'カメラは https か localhost でだけ使えます。代わりに画像ファイルを使ってください。',
      silent:
        'カメラから応答がありません。ブラウザが許可を求めていないか確かめるか、接続し直してください。その間も画像ファイルは使えます。',
      other: 'カメラを開けませんでした。接続し直すか、画像ファイルを使ってください。',
    },
  },
  stage: {
    freeze: '静止',
    freezeHint: '画像を静止してマップを調べる、または再開する（F）',
    seen: 'ネットワークが見ている画像',
    slow: '学習を優先するため、画像はゆっくり更新されます。',
    notSure: 'わかりません',
    unfamiliar: '学習した画像のどれにも似ていません',
    speed: (frames) => `毎秒 ${frames} 枚`,
    smoothed: '確率は約 0.5 秒間の平均です。',
  },
};

export const camera = { en, ja };
