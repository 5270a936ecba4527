"""The wheel: built, installed into an environment that has nothing else of ours, and used from there."""

from __future__ import annotations

import os
import site
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with the wheel in it; only the libraries it needs are lent by this one."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder / "dist"), str(ROOT))
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / "bin" / "python"
    (wheel,) = (folder / "dist").glob("*.whl")
    run(sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index", str(wheel))
    packages = run(str(python), "-c", "import site; print(site.getsitepackages()[0])").strip()
    # A folder named in a .pth lends its packages, not the editable installations that its own .pth files name.
    Path(packages, "lent.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    return python.parent


def run(*command: str, cwd: Path | None = None) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_wheel_brings_its_templates_and_data(installed: Path, tmp_path: Path) -> None:
    """Away from any checkout the sample publication starts, its next number is picked, and its letter rendered."""
    newsletter = str(installed / "newsletter")
    home = run(str(installed / "python"), "-c", "import newsletter; print(newsletter.__file__)", cwd=tmp_path)
    assert Path(home).is_relative_to(installed.parent)

    run(newsletter, "new", "letter", "--sample", cwd=tmp_path)
    run(newsletter, "next", cwd=tmp_path / "letter")
    html = run(newsletter, "render", cwd=tmp_path / "letter")

    assert "<h1" in html and html.count("<h3") >= 8
    assert html.rstrip().endswith("</html>")


@pytest.mark.slow
def test_wheel_lists_all_shelves(installed: Path, tmp_path: Path) -> None:
    """Blocks, themes, services and sources come out of the wheel as they come out of the checkout."""
    for shelf in ("blocks", "themes", "services", "sources"):
        from_wheel = run(str(installed / "newsletter"), "list", shelf, cwd=tmp_path)
        from_checkout = run(sys.executable, "-m", "newsletter", "list", shelf, cwd=ROOT)
        assert from_wheel == from_checkout


@pytest.mark.slow
def test_wheel_knows_what_mail_programs_show(installed: Path, tmp_path: Path) -> None:
    """The data of mail programs come with the wheel, their licence beside them."""
    ask = ("from newsletter.checks.features import catalogue; from newsletter.files import PACKAGED; "
           "print(len(catalogue().features), (PACKAGED / 'data' / 'caniemail.LICENSE').read_text().split()[0])")
    assert run(str(installed / "python"), "-c", ask, cwd=tmp_path).split() == ["307", "MIT"]
