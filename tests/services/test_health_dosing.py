"""Dosages that have no text: what is left out would be read as not being there."""

import pytest

from connectors.servers.health.dosing import dose
from tests.services.test_health_values import written


@pytest.mark.parametrize(
    ("instruction", "said"),
    [
        ('{"timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}}', "2 times every day"),
        ('{"timing": {"repeat": {"frequency": 1, "period": 8, "periodUnit": "h"}}}', "1 time every 8 hours"),
        (
            '{"timing": {"repeat": {"period": 1, "periodUnit": "wk", "dayOfWeek": ["mon"]}}}',
            "1 time every week, on mon",
        ),
        (
            '{"timing": {"repeat": {"frequency": 1, "frequencyMax": 2, "period": 4, "periodMax": 6, '
            '"periodUnit": "h"}}}',
            "1 to 2 times every 4 to 6 hours",
        ),
        ('{"timing": {"repeat": {"when": ["MORN", "HS"]}}}', "in the morning, before sleep"),
        ('{"timing": {"repeat": {"timeOfDay": ["08:00:00"]}}}', "at 08:00:00"),
        ('{"timing": {"repeat": {"frequency": 3}}}', "3 times"),
        (
            '{"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "boundsDuration": '
            '{"value": 7, "unit": "days"}}}}',
            "1 time every day, for 7 days",
        ),
        ('{"timing": {"repeat": {"count": 3}}}', "a timing that is not shown whole: look at the original"),
        ('{"timing": {"repeat": {"period": 1}}}', "a timing that is not shown whole: look at the original"),
        ('{"asNeededCodeableConcept": {"text": "pain"}}', "as needed for pain"),
        ('{"asNeededCodeableConcept": {}}', "as needed"),
        ('{"asNeededBoolean": true}', "as needed"),
        ('{"asNeededBoolean": false}', ""),
        (
            '{"doseAndRate": [{"doseQuantity": {"value": 0.50, "unit": "mg"}, '
            '"rateQuantity": {"value": 2, "unit": "mL/h"}}]}',
            "0.50 mg, 2 mL/h",
        ),
        (
            '{"maxDosePerPeriod": {"numerator": {"value": 4, "unit": "g"}, "denominator": {"value": 1, "unit": "d"}}}',
            "at most 4 g per 1 d",
        ),
        (
            '{"modifierExtension": [{"url": "x"}]}',
            "with a qualification that cannot be read here: look at the original",
        ),
        ('{"timing": {"code": {"text": "BID"}, "repeat": []}, "doseAndRate": null}', "BID"),
    ],
)
def test_a_dosage_without_a_text_says_how_often_and_whether_only_as_needed(instruction: str, said: str) -> None:
    assert dose(written(instruction)) == said
