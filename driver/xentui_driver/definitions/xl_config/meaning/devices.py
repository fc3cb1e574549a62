"""The rarer devices: TPM, displays, sockets, channels, USB, keyboards (xl_parse.c)."""

from xentui_driver.definitions.xl_config.meaning.c_numbers import as_int, unsigned_long
from xentui_driver.definitions.xl_config.meaning.guest_type import is_uuid
from xentui_driver.definitions.xl_config.meaning.reading import ABORTED, Reading, options, pieces, same_word
from xentui_driver.definitions.xl_config.meaning.running import split
from xentui_driver.definitions.xl_config.meaning.shape import Record
from xentui_driver.model.lazy_pattern import lazy_pattern

_RESOLUTION = lazy_pattern(r"[ \t\n\v\f\r]*([+-]?[0-9]+)(?:x[ \t\n\v\f\r]*([+-]?[0-9]+))?")
_TRIMMED = " \t\n\v\f\r"
_CONTROLLERS = ("auto", "pv", "devicemodel", "qusb")
_VKB_SWITCHES = (
    "feature-disable-keyboard",
    "feature-disable-pointer",
    "feature-abs-pointer",
    "feature-raw-pointer",
    "feature-multi-touch",
)
_VKB_TOUCH = ("multi-touch-width", "multi-touch-height", "multi-touch-num-contacts")
_VKB_NUMBERS = (*_VKB_SWITCHES, *_VKB_TOUCH, "width", "height")


def read_tpms(reading: Reading, domain: Record) -> None:
    domain["vtpms"] = []
    for specification in reading.strings("vtpm") or ():
        tpm: Record = {"devid": len(domain["vtpms"])}
        for key, value in _pairs(specification):
            if key == "backend":
                tpm["backend_domname"] = value
            elif key != "uuid":
                reading.refuse(f"Unknown string `{key}' in vtpm spec")
            elif is_uuid(value):
                tpm["uuid"] = value.lower()
            else:
                reading.refuse(f"Failed to parse vtpm UUID: {value}")
        if "backend_domname" not in tpm:
            reading.refuse("vtpm spec missing required backend field!")
        domain["vtpms"].append(tpm)


def read_sockets(reading: Reading, domain: Record) -> None:
    domain["pvcallsifs"] = []
    for specification in reading.strings("pvcalls") or ():
        sockets: Record = {"devid": len(domain["pvcallsifs"])}
        for key, value in _pairs(specification):
            if key != "backend":
                reading.refuse(f"Unknown string `{key}' in pvcalls spec")
            sockets["backend_domname"] = value
        domain["pvcallsifs"].append(sockets)


def _pairs(specification: str) -> list[tuple[str, str]]:
    """Up to the first that has no =, which ends the specification without a word."""
    found = []
    for option in options(specification):
        key, equals, value = option.partition("=")
        if not equals:
            break
        found.append((key, value))
    return found


def read_displays(reading: Reading, domain: Record) -> None:
    domain["vdispls"] = []
    for specification in reading.strings("vdispl") or ():
        display: Record = {"devid": len(domain["vdispls"]), "connectors": []}
        for option in options(specification):
            key, equals, value = option.partition("=")
            if equals and key == "backend":
                display["backend_domname"] = value
            elif equals and key == "be-alloc":
                display["be_alloc"] = unsigned_long(value).number
            elif equals and key == "connectors":
                display["connectors"] = _connectors(reading, split(reading, value, ";"))
            else:
                reading.refuse(f'Unknown string "{option}" in vdispl spec')
        if not display["connectors"]:
            reading.refuse("At least one connector should be specified.")
        domain["vdispls"].append(display)


def _connectors(reading: Reading, texts: list[str]) -> list[Record]:
    """Where a resolution isn't even begun with a number xl says so and takes the rest for empty."""
    found: list[Record] = [{} for _ in texts]
    for text, connector in zip(texts, found, strict=True):
        pair = pieces(text, ":")
        if len(pair) < 2:  # a string is freed that was never there
            reading.crash("double free or corruption (out)\nAborted", exit_status=ABORTED)
        connector["unique_id"] = pair[0]
        match = _RESOLUTION.match(pair[1])
        if match is None:
            reading.say("Can't parse connector resolution")
            break
        connector["width"] = int(match[1])
        if match[2] is None:
            reading.refuse("Can't parse connector resolution")
        connector["height"] = int(match[2])
    return found


def read_channels(reading: Reading, domain: Record) -> None:
    domain["channels"] = []
    for specification in reading.strings("channel") or ():
        channel: Record = {"connection": "", "u": {}}
        if reading.host.version < (4, 20):  # a later one leaves the numbers to libxl
            channel["devid"] = len(domain["channels"])
        path = None
        for option in split(reading, specification, ","):
            pair = [word.strip(_TRIMMED) for word in pieces(option, "=")]
            if len(pair) < 2:
                reading.say(f"failed to parse channel configuration: {option}", end="")
                reading.refuse()
            path = pair[1] if pair[0] == "path" else path
            _take_channel_option(reading, channel, pair[0], pair[1])
        if not channel["connection"]:
            reading.refuse("channel has unknown 'connection'")
        if channel["connection"] == "socket":
            if path is None:
                reading.refuse("channel connection 'socket' requires path=..")
            channel["u"]["path"] = path
        domain["channels"].append(channel)


def _take_channel_option(reading: Reading, channel: Record, key: str, value: str) -> None:
    if key == "backend":
        channel["backend_domname"] = value
    elif key == "name":
        channel["name"] = value
    elif key == "connection":
        if value not in ("pty", "socket"):
            reading.refuse(f"unknown channel connection '{value}'")
        channel["connection"] = value
    elif key != "path":
        reading.say(f"unknown channel parameter '{key}', ignoring")


def read_usb(reading: Reading, domain: Record) -> None:
    domain["usbctrls"], domain["usbdevs"] = [], []
    for specification in reading.strings("usbctrl") or ():
        controller: Record = {"devid": len(domain["usbctrls"])}
        for option in options(specification):
            _take_controller_option(reading, controller, option)
        domain["usbctrls"].append(controller)
    for specification in reading.strings("usbdev") or ():
        device: Record = {"type": "", "u": {}}
        for option in options(specification):
            _take_usb_option(reading, device, option)
        domain["usbdevs"].append(device)


def _take_controller_option(reading: Reading, controller: Record, option: str) -> None:
    key, equals, value = option.partition("=")
    if equals and key == "type":
        controller["type"] = reading.one_of(_CONTROLLERS, value, "Invalid usb controller type '{}'")
    elif equals and key in ("version", "ports"):
        controller[key] = as_int(value)
    else:
        reading.refuse(f"Unknown string `{option}' in usbctrl spec")


def _take_usb_option(reading: Reading, device: Record, option: str) -> None:
    key, equals, value = option.partition("=")
    if equals and key == "type":
        # What xl names is the argument of its own last option.
        device["type"] = reading.one_of(("hostdev",), value, "Invalid usb device type: (null)")
    elif equals and key in ("hostbus", "hostaddr"):
        device["u"][key] = unsigned_long(value).number
    elif equals and key in ("controller", "port"):
        device["ctrl" if key == "controller" else key] = as_int(value)
    else:
        reading.refuse(f"Unknown string `{option}' in usbdev spec")


def read_keyboards(reading: Reading, domain: Record) -> None:
    for specification in reading.strings("vkb") or ():
        keyboard: Record = {"devid": len(domain["vkbs"])}
        for option in options(specification):
            _take_keyboard_option(reading, keyboard, option)
        if keyboard.get("backend_type", "unknown") == "unknown":
            reading.refuse("backend-type should be set in vkb spec")
        touch = [keyboard.get(key.replace("-", "_"), 0) for key in _VKB_TOUCH]
        if any(touch):
            keyboard["feature_multi_touch"] = True
        elif keyboard.get("feature_multi_touch"):
            reading.refuse(f"{', '.join(_VKB_TOUCH)} should be set for multi touch in vkb spec")
        domain["vkbs"].append(keyboard)


def _take_keyboard_option(reading: Reading, keyboard: Record, option: str) -> None:
    key, equals, value = option.partition("=")
    if equals and key == "backend":
        keyboard["backend_domname"] = value
    elif equals and key == "backend-type":
        backend = same_word(("unknown", "qemu", "linux"), value)
        if backend is None:
            reading.refuse(f'Unknown backend_type "{value}" in vkb spec')
        keyboard["backend_type"] = backend
    elif equals and key == "unique-id":
        keyboard["unique_id"] = value
    elif equals and key in _VKB_NUMBERS:
        keyboard[key.replace("-", "_")] = unsigned_long(value).number
    else:
        reading.refuse(f'Unknown string "{option}" in vkb spec')


def read_device_tree_nodes(reading: Reading, domain: Record) -> None:
    domain["dtdevs"] = [{"path": path} for path in reading.strings("dtdev") or ()]
