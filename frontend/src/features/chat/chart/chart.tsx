import { Table2 } from "lucide-react";
import { useId, useState } from "react";

import { Button } from "@/components/ui/button";
import { OutsideText } from "@/components/ui/outside-text";
import { ScrollBox } from "@/components/ui/scroll-box";
import { visible } from "@/lib/outside-text";
import type { Chart as ChartData, ChartSeries } from "@/types/api";

import styles from "./chart.module.css";
import { Legend } from "./legend";
import { Picture } from "./picture";
import { openWords, panels, readingWords } from "./words";

/** So many notes are in sight; more lie behind a disclosure. */
const NOTES_IN_SIGHT = 2;

/** Values over time under a call's card: a picture for each unit, the same as a table, and what is not in it. */
export function Chart({ chart }: { chart: ChartData }) {
  const title = useId();
  const table = useId();
  const [open, setOpen] = useState(false);
  return (
    <figure className={styles.chart} aria-labelledby={title}>
      <figcaption className={styles.head}>
        <span id={title}>
          <b>
            <OutsideText text={chart.title} />
          </b>{" "}
          <span className={styles.code}>
            <OutsideText text={chart.code} />
          </span>
        </span>
        <Button small variant="ghost" aria-expanded={open} aria-controls={table} onClick={() => setOpen(!open)}>
          <Table2 size={14} aria-hidden /> {open ? "Hide table" : "Show as table"}
        </Button>
      </figcaption>
      {panels(chart.series).map((series, index) => (
        <div key={index}>
          <Picture series={series} />
          <Legend series={series} />
        </div>
      ))}
      <div id={table}>{open && <Tables series={chart.series} />}</div>
      <Notes notes={chart.notes} />
      {chart.notice && (
        <p className={styles.notice} role="note">
          {chart.notice}
        </p>
      )}
    </figure>
  );
}

function Tables({ series }: { series: ChartSeries[] }) {
  return series.map((one, index) => (
    <ScrollBox key={index} label={`Values of ${visible(one.name)}`} className={styles.table}>
      <table>
        <caption>
          <OutsideText text={one.name} /> {one.unit && <OutsideText text={`in ${one.unit}`} />}
        </caption>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">Value</th>
            <th scope="col">Reference range</th>
            <th scope="col">Reading</th>
            <th scope="col">Notes</th>
          </tr>
        </thead>
        <tbody>
          {one.points.map((point, place) => (
            <tr key={place}>
              <th scope="row">
                <OutsideText text={point.date} />
                {openWords(point) && ` (${openWords(point)})`}
              </th>
              <td>
                <OutsideText text={point.shown} />
              </td>
              <td>{point.range ? <OutsideText text={point.range} /> : "–"}</td>
              <td>{readingWords(point) || "–"}</td>
              <td>{point.notes.length ? <OutsideText text={point.notes.join(" · ")} kind="text" /> : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  ));
}

function Notes({ notes }: { notes: string[] }) {
  if (!notes.length) return null;
  const list = (
    <ul className={styles.notes}>
      {notes.map((note, index) => (
        <li key={index}>
          <OutsideText text={note} kind="text" />
        </li>
      ))}
    </ul>
  );
  if (notes.length <= NOTES_IN_SIGHT) return list;
  return (
    <details className={styles.more}>
      <summary>{notes.length} notes on what is not in the chart</summary>
      {list}
    </details>
  );
}
