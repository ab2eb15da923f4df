# Two commands matter: `make run` and `make test`. Both start from a bare machine.
# While you work: `make quick`. Before a release: `make proofs`.
BIN := .venv/bin

.PHONY: run setup quick test proofs programs check format lock wheel bench clean

run: .venv/app.done  ## open the app in the browser
	$(BIN)/streamlit run app.py

setup: .venv/dev.done  ## everything that developing and testing needs

PYTEST = $(BIN)/pytest -q -n 2 --dist worksteal

quick: setup  ## what takes no browser, no server and no patience
	$(PYTEST) -m "not browser and not server and not slow and not proof"

test: programs  ## unit, contract, page and browser tests
	$(PYTEST)

proofs: programs  ## all of `make test`, and the full matrices and long simulations
	$(PYTEST) -m "proof or not proof"

programs: setup
	sh scripts/browser.sh
	sh scripts/postgres.sh

check: setup  ## format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: setup  ## exact versions of everything, for every system and Python from 3.11 to 3.14
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header requirements-dev.in -o requirements-dev.txt

wheel: setup  ## dist/lifecycle_lab-*.whl, for `pip install`
	$(BIN)/python -m pip wheel -q --disable-pip-version-check --no-deps --no-build-isolation -w dist .

bench: setup  ## speed, side by side; prints tables
	$(BIN)/python -m benchmarks

clean:
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache

.venv/app.done: requirements.txt scripts/environment.sh
	sh scripts/environment.sh requirements.txt
	touch $@

.venv/dev.done: .venv/app.done requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	touch $@
