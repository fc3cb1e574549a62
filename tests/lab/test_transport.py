"""`SshTransport` keeps what the driver's Transport promises."""

import threading
from collections.abc import Iterator

import pytest

from tests.lab.host import LabHost
from tests.lab.transport import SshTransport
from tests.waiting import until
from xentui_driver.model.errors import (
    CommandTimedOut,
    FileChanged,
    FileExists,
    FileUnreadable,
    FileUnwritable,
    HostUnreachable,
    ToolMissing,
    TransportClosed,
)
from xentui_driver.transport.protocol import Transport


@pytest.fixture
def transport(lab_host: LabHost) -> Iterator[SshTransport]:
    reached = lab_host.transport()
    yield reached
    reached.close()


def test_it_is_a_transport(transport: Transport, lab_host: LabHost) -> None:
    assert transport.host_name == lab_host.name


def test_words_arrive_as_they_are(transport: SshTransport) -> None:
    words = ("two words", "", "$HOME", "'\"\\", "a\nb", "-n", "größe", ";false")
    said = transport.run(("printf", r"%s\0", *words), timeout_s=30)
    assert said.stdout.split("\0")[:-1] == list(words)


def test_output_error_and_status_are_kept_apart(transport: SshTransport) -> None:
    said = transport.run(("sh", "-c", r"printf 'o\377'; echo e >&2; exit 3"), timeout_s=30)
    assert (said.stdout, said.stderr, said.exit_status) == ("o\udcff", "e\n", 3)
    assert said.argv[0] == "sh"


def test_commands_speak_the_c_locale(transport: SshTransport) -> None:
    assert transport.run(("locale",), timeout_s=30).stdout.count('="C"') > 5


def test_a_signal_is_a_negative_status(transport: SshTransport) -> None:
    assert transport.run(("sh", "-c", "kill -USR1 $$"), timeout_s=30).exit_status == -10


def test_a_command_that_is_not_there(transport: SshTransport) -> None:
    with pytest.raises(ToolMissing):
        transport.run(("nosuch",), timeout_s=30)
    with pytest.raises(ToolMissing):
        transport.start(("nosuch",))


def test_a_command_out_of_time_is_killed_there(transport: SshTransport) -> None:
    with pytest.raises(CommandTimedOut):
        transport.run(("sleep", "4711"), timeout_s=1)
    assert transport.run(("pgrep", "-f", "^sleep 4711"), timeout_s=30).stdout == ""


def test_an_operation_outlives_its_transport(lab_host: LabHost) -> None:
    first = lab_host.transport()
    operation = first.start(("sh", "-c", "echo begun; sleep 1; echo done >&2; exit 4"))
    first.close()
    second = lab_host.transport()
    until(lambda: second.run(("cat", operation.output_path), timeout_s=30).stdout == "begun\ndone\n")
    second.close()


def test_an_operation_tells_how_it_ended(transport: SshTransport) -> None:
    operation = transport.start(("sh", "-c", "echo out; echo err >&2; exit 4"))
    until(lambda: operation.exit_status() is not None)
    assert (operation.exit_status(), operation.output()) == (4, "out\nerr\n")


def test_a_file_is_read_byte_for_byte(lab_host: LabHost, transport: SshTransport) -> None:
    content = bytes(range(256)) * 3
    lab_host.put("/tmp/test file", content)
    assert transport.read_file("/tmp/test file") == content
    assert transport.read_file("/proc/xen/capabilities") == b"control_d\n"


@pytest.mark.parametrize("path", ["/nosuch", "/etc", "/dev/zero"])
def test_what_is_no_file_is_not_read(transport: SshTransport, path: str) -> None:
    with pytest.raises(FileUnreadable):
        transport.read_file(path)


def test_a_file_beyond_the_limit_is_not_read(transport: SshTransport) -> None:
    with pytest.raises(FileUnreadable):
        transport.read_file("/etc/services", limit_bytes=10)


def test_a_folder_is_listed_in_order(transport: SshTransport) -> None:
    script = "cd /tmp && rm -rf f && mkdir -p f/c && cd f && printf 12345 >'b\n1' && ln -s /nosuch d && ln -s b* a"
    transport.run(("sh", "-c", script), timeout_s=30)
    found = transport.list_directory("/tmp/f")
    assert [(entry.name, entry.is_file) for entry in found] == [
        *(("a", True), ("b\n1", True), ("c", False), ("d", False)),
    ]
    assert found[1].size_bytes == 5
    assert [entry.link_target for entry in found] == ["b\n1", "", "", "/nosuch"]
    assert transport.read_links("/tmp/f") == {"a": "b\n1", "d": "/nosuch"}


@pytest.mark.parametrize("path", ["/nosuch", "/etc/passwd"])
def test_what_is_no_folder_is_not_listed(transport: SshTransport, path: str) -> None:
    with pytest.raises(FileUnreadable):
        transport.list_directory(path)
    with pytest.raises(FileUnreadable):
        transport.read_links(path)


def test_a_file_is_made_replaced_moved_linked_and_removed(transport: SshTransport) -> None:
    transport.run(("rm", "-rf", "/tmp/g"), timeout_s=30)
    transport.run(("mkdir", "/tmp/g"), timeout_s=30)
    content = bytes(range(256))
    transport.write_file("/tmp/g/größe a", content, replacing=None)
    with pytest.raises(FileExists):
        transport.write_file("/tmp/g/größe a", b"", replacing=None)
    with pytest.raises(FileChanged):
        transport.write_file("/tmp/g/größe a", b"", replacing=b"other")
    transport.write_file("/tmp/g/größe a", b"new", replacing=content)
    transport.move_file("/tmp/g/größe a", "/run/xentui-test/a")  # another file system
    assert transport.read_file("/run/xentui-test/a") == b"new"
    transport.make_link("/tmp/g/auto/a", "/run/xentui-test/a")
    assert [entry.link_target for entry in transport.list_directory("/tmp/g/auto")] == ["/run/xentui-test/a"]
    transport.remove_file("/tmp/g/auto/a")
    transport.remove_file("/run/xentui-test/a")
    assert [entry.name for entry in transport.list_directory("/tmp/g")] == ["auto"]


def test_an_error_of_the_hosts_files_keeps_its_class_and_words(transport: SshTransport) -> None:
    with pytest.raises(FileUnwritable) as refused:
        transport.write_file("/nosuch/a", b"", replacing=None)
    assert refused.value.summary == "/nosuch/a can't be written: No such file or directory."
    assert refused.value.state_now == "It was not changed."
    assert refused.value.next_step == FileUnwritable.next_step


def test_a_full_disk_and_a_read_only_one_leave_the_old_file_whole(transport: SshTransport) -> None:
    folder = "/run/xentui-small"
    transport.run(("sh", "-c", 'mkdir -p "$0" && mount -t tmpfs -o size=8k tmpfs "$0"', folder), timeout_s=30)
    try:
        transport.write_file(f"{folder}/a", b"old", replacing=None)
        with pytest.raises(FileUnwritable, match=r"No space left on device\. It was not changed"):
            transport.write_file(f"{folder}/a", b"x" * 20_000, replacing=b"old")
        with pytest.raises(FileUnwritable, match="No space left on device"):
            transport.write_file(f"{folder}/b", b"x" * 20_000, replacing=None)
        transport.run(("mount", "-o", "remount,ro", folder), timeout_s=30)
        with pytest.raises(FileUnwritable, match=r"Read-only file system\. It was not changed"):
            transport.write_file(f"{folder}/a", b"new", replacing=b"old")
        with pytest.raises(FileUnwritable, match=r"can't be moved to /run/xentui-test/a: Read-only file system"):
            transport.move_file(f"{folder}/a", "/run/xentui-test/a")
        assert transport.list_directory("/run/xentui-test") == ()
        assert transport.read_file(f"{folder}/a") == b"old"
        assert [entry.name for entry in transport.list_directory(folder)] == ["a"]
    finally:
        transport.run(("umount", folder), timeout_s=30)


def test_close_ends_what_is_under_way(lab_host: LabHost) -> None:
    transport = lab_host.transport()
    transport.run(("true",), timeout_s=30)
    closer = threading.Timer(1.0, transport.close)
    closer.start()
    with pytest.raises(TransportClosed):
        transport.run(("sleep", "30"), timeout_s=60)
    closer.join()
    with pytest.raises(TransportClosed):
        transport.run(("true",), timeout_s=30)


def test_a_host_that_is_off_is_unreachable(lab_host: LabHost) -> None:
    real = lab_host.ssh
    nowhere = type(real)(1, real.key, real.known_hosts, real.control_path.with_suffix(".nowhere"))
    transport = SshTransport("host-off", nowhere)
    with pytest.raises(HostUnreachable):
        transport.run(("true",), timeout_s=30)
    transport.close()
