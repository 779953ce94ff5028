// Seals words to the public key of a desk: HPKE (RFC 9180), base mode, one message for each key.
// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, all from the browser's own WebCrypto.
// Nothing on this device can open again what was sealed here.
"use strict";

self.Field = self.Field || {};

Field.hpke = (() => {
  const VERSION = text("HPKE-v1");
  const AES_256_GCM = { id: 2, key: 32 };
  const NONCE = 12;
  const NOTHING = new Uint8Array(0);

  function text(words) {
    return new TextEncoder().encode(words);
  }

  function joined(...parts) {
    const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  const number = (value) => new Uint8Array([value >> 8, value & 255]);
  const KEM = joined(text("KEM"), number(0x20));
  const suite = (aead) => joined(text("HPKE"), number(0x20), number(1), number(aead.id));

  async function hmac(key, message) {
    const hash = { name: "HMAC", hash: "SHA-256" };
    const secret = key.length ? key : new Uint8Array(32); // an empty key is one of zeros (RFC 2104)
    const held = await crypto.subtle.importKey("raw", secret, hash, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", held, message));
  }

  const extract = (of, salt, label, words) =>
    hmac(salt, joined(VERSION, of, text(label), words));

  // At most 32 bytes are ever asked for: the first block of HKDF-Expand is enough.
  async function expand(of, key, label, words, size) {
    const asked = joined(number(size), VERSION, of, text(label), words, new Uint8Array([1]));
    return (await hmac(key, asked)).slice(0, size);
  }

  async function able() {
    try {
      await crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]);
      return "locks" in navigator && "serviceWorker" in navigator;
    } catch {
      return false;
    }
  }

  async function share(recipient, pair) {
    const to = await crypto.subtle.importKey("raw", recipient, { name: "X25519" }, true, []);
    const asked = { name: "X25519", public: to };
    const common = new Uint8Array(await crypto.subtle.deriveBits(asked, pair.privateKey, 256));
    const sent = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const both = joined(sent, recipient);
    const key = await extract(KEM, NOTHING, "eae_prk", common);
    return { sent, shared: await expand(KEM, key, "shared_secret", both, 32) };
  }

  // `pair`, `aead` and `aad` are given only by the test vectors of the RFC.
  async function seal(recipient, place, content, { pair, aead = AES_256_GCM, aad = NOTHING } = {}) {
    const own =
      pair || (await crypto.subtle.generateKey({ name: "X25519" }, true, ["deriveBits"]));
    const { sent, shared } = await share(recipient, own);
    const of = suite(aead);
    const context = joined(
      new Uint8Array([0]),
      await extract(of, NOTHING, "psk_id_hash", NOTHING),
      await extract(of, NOTHING, "info_hash", place),
    );
    const secret = await extract(of, shared, "secret", NOTHING);
    const raw = await expand(of, secret, "key", context, aead.key);
    const nonce = await expand(of, secret, "base_nonce", context, NONCE);
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
    const how = { name: "AES-GCM", iv: nonce, additionalData: aad };
    return joined(sent, new Uint8Array(await crypto.subtle.encrypt(how, key, content)));
  }

  // ISO/IEC 7816-4, as libsodium pads: an envelope does not tell how much was written.
  function padded(content, block) {
    const whole = new Uint8Array((Math.floor(content.length / block) + 1) * block);
    whole.set(content);
    whole[content.length] = 0x80;
    return whole;
  }

  const unpadded = (whole) => whole.slice(0, whole.lastIndexOf(0x80));

  return { able, joined, padded, seal, text, unpadded };
})();
