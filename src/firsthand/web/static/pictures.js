// Pictures from numbers, in the colours of the page.

// A colour of the page by its variable: "--ink".
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// The server sends pictures as bytes in base64.
export const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export const pixels = (width, height, of) => {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  for (let at = 0; at < width * height; at += 1) image.data.set(of(at), 4 * at);
  context.putImageData(image, 0, 0);
  return canvas;
};

const rgb = (name) => {
  const hex = colour(name).slice(1);
  return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
};

// Colours from the page's paper to another one, for each byte.
export const shades = (name, least) => {
  const [low, high] = [rgb("--paper"), rgb(name)];
  return Array.from({ length: 256 }, (_, byte) => {
    const share = least + ((1 - least) * byte) / 255;
    return low.map((one, at) => Math.round(one + (high[at] - one) * share));
  });
};

// Square pictures side by side, `across` in a row, with a clear line between them.
export const mosaic = (canvas, values, size, count, across, tints) => {
  const step = size + 1;
  canvas.width = across * step - 1;
  canvas.height = Math.ceil(count / across) * step - 1;
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  for (let at = 0; at < count * size * size; at += 1) {
    const [map, inside] = [Math.floor(at / (size * size)), at % (size * size)];
    const row = Math.floor(map / across) * step + Math.floor(inside / size);
    const place = 4 * (row * canvas.width + (map % across) * step + (inside % size));
    const tint = tints[values[at]];
    image.data[place] = tint[0];
    image.data[place + 1] = tint[1];
    image.data[place + 2] = tint[2];
    image.data[place + 3] = 255;
  }
  context.putImageData(image, 0, 0);
};

// A picture's ink shows in the colour of the page's ink; its paper is clear.
export const tinted = (picture) => {
  const copy = document.createElement("canvas");
  copy.width = picture.width;
  copy.height = picture.height;
  const context = copy.getContext("2d");
  context.drawImage(picture, 0, 0);
  context.globalCompositeOperation = "source-in";
  context.fillStyle = colour("--ink");
  context.fillRect(0, 0, copy.width, copy.height);
  return copy;
};
