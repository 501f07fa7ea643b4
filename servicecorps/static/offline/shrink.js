// Photos made small on the phone, before they wait or travel: the long side at most 1600 points.
// A canvas also leaves behind where the picture was taken. What it cannot read stays as it is.
(function () {
  "use strict";
  const LONG_SIDE = 1600, QUALITY = 0.82, SMALL_ENOUGH = 300 * 1024;
  const made = new WeakMap();

  async function shrunk(file) {
    if (!/^image\//.test(file.type) || file.size <= SMALL_ENOUGH || !window.createImageBitmap) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
      if (!small || small.size >= file.size) return file;
      return new File([small], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
    } catch (problem) {
      return file;
    }
  }

  // The same photo is made small once, so that a draft and the record hold the same bytes.
  function shrink(file) {
    if (!made.has(file)) made.set(file, shrunk(file).then((small) => { made.set(small, Promise.resolve(small)); return small; }));
    return made.get(file);
  }

  async function asBytes(file, field) {
    const small = await shrink(file);
    return { field, name: small.name, type: small.type, bytes: await new Response(small).arrayBuffer() };
  }

  Phone.photos = {
    asBytes,
    asFile(photo) {
      const file = new File([photo.bytes], photo.name, { type: photo.type });
      made.set(file, Promise.resolve(file));
      return file;
    },
  };
})();
