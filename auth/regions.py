"""The regions of a partition with their names, as botocore's data knows them."""

from dataclasses import dataclass

from profiles.partitions import partition


@dataclass(frozen=True, slots=True)
class Region:
    """A region: its `id`, such as ``eu-central-1``, and its `name`, such as ``Europe (Frankfurt)``."""

    id: str
    name: str


def regions(partition_id: str) -> tuple[Region, ...]:
    """All regions of the partition by their ids. Reads a file of botocore's. Raises ``UnknownPartition``.

    botocore lists a partition's global "regions", such as ``aws-cn-global``, among them; the console has none.
    """
    from botocore.loaders import Loader

    where = partition(partition_id)
    known = Loader().load_data("partitions")["partitions"]
    found: dict[str, dict[str, str]] = next((each["regions"] for each in known if each["id"] == where.id), {})
    return tuple(
        Region(id_, str(about.get("description", "")))
        for id_, about in sorted(found.items())
        if where.has_region(id_)
    )
