"""A tablet without a network: nothing is lost, nothing is sent twice, nothing lies in clear."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.tablets import (
    CANARY,
    begin,
    code_from_the_desk,
    enrol,
    tablet,
    take_in,
    take_in_what_others_left,
    tell,
    waits,
)


def test_three_reports_told_without_a_network_arrive_once_after_the_tablet_was_closed(
    visitor, browser, served, tmp_path
):
    officer, code = code_from_the_desk(visitor, "Blue")
    take_in_what_others_left(officer)
    with tablet(browser, tmp_path / "profile", served.address) as context:
        page = enrol(context, code)
        context.set_offline(True)
        receipts = [tell(page, f"{CANARY} {number}") for number in range(3)]
        assert len(set(receipts)) == 3
        expect(page.locator("[data-at=waiting]")).to_have_text("Not sent: 3")
    with tablet(browser, tmp_path / "profile", served.address) as context:
        page, other = context.new_page(), context.new_page()
        for one in (page, other):
            one.goto("/field/")
            expect(one.locator("[data-screen=home]")).to_be_visible()
            one.evaluate("Field.queue.send(true)")
        expect(page.locator("[data-at=all-sent]")).to_be_visible()
        expect(page.locator("[data-at=sent] li")).to_have_count(3)
        assert waits(other) == 0
    take_in(officer)
    expect(officer.get_by_text("3 reports taken in.")).to_be_visible()


def seen_in_clear(page: Page, profile: Path) -> list[str]:
    """Where a marked word lies: in any store of the browser, or in any file of its profile."""
    stores = page.evaluate(
        """async () => {
          const shown = (value) => value instanceof Uint8Array
            ? new TextDecoder("latin1").decode(value)
            : value && typeof value === "object"
              ? Object.values(value).map(shown).join(" ") : String(value);
          const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
          for (const { name, version } of await indexedDB.databases()) {
            const held = await new Promise((done) => {
              const request = indexedDB.open(name, version);
              request.onsuccess = () => done(request.result);
            });
            for (const shelf of held.objectStoreNames) {
              const rows = await new Promise((done) => {
                const request = held.transaction(shelf).objectStore(shelf).getAll();
                request.onsuccess = () => done(request.result);
              });
              found.push(shelf + rows.map(shown).join(" "));
            }
            held.close();
          }
          for (const name of await caches.keys()) {
            const kept = await caches.open(name);
            for (const request of await kept.keys()) {
              found.push(request.url + await (await kept.match(request)).text());
            }
          }
          return found;
        }"""
    )
    assert any(found.startswith("queue") for found in stores)
    files = [path for path in profile.rglob("*") if path.is_file()]
    assert any("IndexedDB" in str(path) for path in files)
    wide = CANARY.encode("utf-16-le")
    inside = [p for p in files if CANARY.encode() in (read := p.read_bytes()) or wide in read]
    return [found[:60] for found in stores if CANARY in found] + [str(path) for path in inside]


def test_nothing_that_was_told_lies_in_clear_anywhere_on_the_tablet(
    visitor, browser, served, tmp_path
):
    _officer, code = code_from_the_desk(visitor, "Green")
    profile = tmp_path / "profile"
    with tablet(browser, profile, served.address) as context:
        page = enrol(context, code)
        context.set_offline(True)
        tell(page, CANARY)
        begin(page, "words only I know")
        box = page.locator("[data-at=page]")
        while not box.locator("textarea").count():
            if box.locator("input[type=radio]").count():
                box.locator("input[type=radio]").last.check()
            step = page.locator("[data-at=step]").inner_text()
            page.locator("[data-screen=ask] [data-do=next]").click()
            expect(page.locator("[data-at=step]")).not_to_have_text(step)
        box.locator("textarea").first.fill(CANARY)
        page.locator("[data-do=pause]").click()
        expect(page.locator("[data-at=drafts] li")).to_have_count(1)
        assert seen_in_clear(page, profile) == []
        page.locator("[data-at=drafts]").get_by_role("button", name="Go on", exact=True).click()
        page.locator("#pass").fill("other words")
        page.locator("[data-do=open]").click()
        expect(page.get_by_text("These words do not open it.")).to_be_visible()
        page.locator("#pass").fill("words only I know")
        page.locator("[data-do=open]").click()
        expect(box.locator("textarea").first).to_have_value(CANARY)
    assert seen_on_disk(profile) == []


def seen_on_disk(profile: Path) -> list[str]:
    """Which files of a closed profile hold a marked word."""
    return [str(p) for p in profile.rglob("*") if p.is_file() and CANARY.encode() in p.read_bytes()]


def test_a_draft_goes_as_it_is_and_a_wipe_that_the_desk_asks_for_loses_nothing(
    visitor, browser, served, tmp_path
):
    officer, code = code_from_the_desk(visitor, "Yellow")
    with tablet(browser, tmp_path / "profile", served.address) as context:
        page = enrol(context, code)
        for _ in range(2):
            begin(page)
            page.locator("[data-do=pause]").click()
        page.locator("[data-at=drafts]").get_by_role("button").first.click()
        page.locator("[data-screen=send-draft] [data-do=send-draft]").click()
        expect(page.locator("[data-at=sent] li")).to_have_count(1)
        officer.goto("/desk/tablets")
        row = officer.get_by_role("row").filter(has_text="Yellow")
        row.get_by_role("button", name="Ask it to wipe itself").click()
        page.evaluate("Field.queue.send(true)")
        expect(page.locator("[data-screen=gone]")).to_be_visible()
        assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
        assert page.evaluate("caches.keys().then((all) => all.length)") == 0
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then(a => a.length)") == 0
    officer.goto("/desk/tablets")
    expect(officer.get_by_role("row").filter(has_text="Yellow")).to_contain_text("Wiped")
    take_in(officer)
    expect(officer.get_by_text("2 reports taken in.")).to_be_visible()


# RFC 9180, appendix A.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode.
VECTOR = {
    "skEm": "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736",
    "pkEm": "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
    "pkRm": "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
    "info": "4f6465206f6e2061204772656369616e2055726e",
    "pt": "4265617574792069732074727574682c20747275746820626561757479",
    "aad": "436f756e742d30",
    "ct": "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
    "6d8770ac83d07bea87e13c512a",
}


def test_the_sealing_of_the_tablet_is_the_one_of_the_standard(visitor):
    page = visitor.open("/field/en/")
    made = page.evaluate(
        """async (given) => {
          const bytes = (hex) => Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));
          const head = bytes("302e020100300506032b656e04220420");
          const pkcs8 = Field.hpke.joined(head, bytes(given.skEm));
          const pair = {
            privateKey: await crypto.subtle.importKey(
              "pkcs8", pkcs8, { name: "X25519" }, false, ["deriveBits"]),
            publicKey: await crypto.subtle.importKey(
              "raw", bytes(given.pkEm), { name: "X25519" }, true, []),
          };
          const sealed = await Field.hpke.seal(
            bytes(given.pkRm), bytes(given.info), bytes(given.pt),
            { pair, aead: { id: 1, key: 16 }, aad: bytes(given.aad) });
          return [...sealed].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        }""",
        VECTOR,
    )
    assert made == VECTOR["pkEm"] + VECTOR["ct"]
