// What SMART's scopes allow, and whose resources a patient's token reaches.
const OF_A_PATIENT = [
  "Patient",
  "Observation",
  "DiagnosticReport",
  "Condition",
  "MedicationRequest",
  "MedicationStatement",
  "Procedure",
  "AllergyIntolerance",
  "Immunization",
  "Encounter",
  "DocumentReference",
];
const OTHERS = ["Practitioner", "Organization", "Medication", "Location", "Binary"];
const RIGHTS = ["read", "rs", "r", "s"];

export const SCOPES = [
  "openid",
  "profile",
  "fhirUser",
  "launch/patient",
  "offline_access",
  "patient/*.read",
  "patient/*.rs",
  ...[...OF_A_PATIENT, ...OTHERS].flatMap((type) => RIGHTS.map((right) => `patient/${type}.${right}`)),
];

export const CONTEXT = [
  "launch-standalone",
  "client-public",
  "client-confidential-symmetric",
  "context-standalone-patient",
  "sso-openid-connect",
  "permission-patient",
  "permission-offline",
  "permission-v1",
  "permission-v2",
];

export function isAllowed(scope, type) {
  const given = new Set((scope ?? "").split(" "));
  return ["*", type].some((name) => RIGHTS.some((right) => given.has(`patient/${name}.${right}`)));
}

// The search as it may be: of this patient's things, whatever was asked. Another patient's are refused.
export function limitedTo(patient, type, path, asked) {
  if (!OF_A_PATIENT.includes(type) || path.split("/").length > 2) return asked;
  const { subject, ...rest } = asked;
  const name = type === "Patient" ? "_id" : "patient";
  const wanted = (rest[name] ?? subject ?? patient).replace("Patient/", "");
  if (wanted !== patient) throw Object.assign(new Error("Another patient's record"), { status: 403 });
  return { ...rest, [name]: patient };
}

export function isAbout(patient, resource) {
  if (!OF_A_PATIENT.includes(resource.resourceType)) return true;
  if (resource.resourceType === "Patient") return resource.id === patient;
  return (resource.subject ?? resource.patient)?.reference === `Patient/${patient}`;
}
