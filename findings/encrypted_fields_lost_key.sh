#!/bin/sh
# Finding: with django-encrypted-model-fields a row that is saved while its key is missing cannot be read any more once
# the key is back, and nothing says so.
#
# django-encrypted-model-fields 0.6.5 on Django 5.2.19 and cryptography 50.0.2. A value whose key is not in FIELD_ENCRYPTION_KEY
# is read as its own ciphertext, without an error. Any later save() of that row, for the sake of another column, encrypts
# the ciphertext once more, with the key of the day. After the old key is put back the value reads as the old ciphertext:
# one layer too many, which no setting takes off. update_fields without the column leaves it whole.
#
# Fails if reading without the key raises, or if the value reads as it was written at the end. Needs python3 with venv.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip --quiet --disable-pip-version-check install "django==5.2.19" "django-encrypted-model-fields==0.6.5" "cryptography==50.0.2"
cat > look.py <<'PY'
import sys

import cryptography
import django
from django.conf import settings

keys, todo = sys.argv[1].split(","), sys.argv[2]
settings.configure(
    FIELD_ENCRYPTION_KEY=keys,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "rows.sqlite3"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()
from django.db import connection, models
from encrypted_model_fields.fields import EncryptedTextField


class Account(models.Model):
    label = models.TextField()
    secret = EncryptedTextField()

    class Meta:
        app_label = "look"


if todo == "write":
    print("Django", django.__version__, "- cryptography", cryptography.__version__)
    with connection.schema_editor() as editor:
        editor.create_model(Account)
    for label in ("saved whole", "saved by column"):
        Account.objects.create(label=label, secret="the secret")
    sys.exit()
for row in Account.objects.order_by("id"):
    is_plain = row.secret == "the secret"
    print(f"{row.label}: reads as", row.secret if is_plain else f"a text that begins with {row.secret[:6]!r}")
    if todo == "rename" and row.label == "saved whole":
        row.save()
    elif todo == "rename":
        row.save(update_fields=["label"])
PY
old=$(venv/bin/python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())")
new=$(venv/bin/python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())")
venv/bin/python look.py "$old" write
echo "-- only the new key, and a save:"
venv/bin/python look.py "$new" rename | tee without
echo "-- both keys again:"
venv/bin/python look.py "$new,$old" read | tee with
grep -q "saved whole: reads as a text that begins with 'gAAAAA'" without || { echo "changed: reading without the key"; exit 1; }
grep -q "saved whole: reads as a text that begins with 'gAAAAA'" with || { echo "changed: the value survived"; exit 1; }
grep -q "saved by column: reads as the secret" with || { echo "changed: the other row"; exit 1; }
# Seen on 2026-11-28:
#   Django 5.2.19 - cryptography 50.0.2
#   -- only the new key, and a save:
#   saved whole: reads as a text that begins with 'gAAAAA'
#   saved by column: reads as a text that begins with 'gAAAAA'
#   -- both keys again:
#   saved whole: reads as a text that begins with 'gAAAAA'
#   saved by column: reads as the secret
