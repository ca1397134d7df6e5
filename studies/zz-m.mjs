import {readOnnxFile} from 'assay/node'; import {countCost} from 'assay';
const f=process.argv[2];
for(const norms of ['merged',undefined]){const r=await readOnnxFile(f,{keepsForeign:true,...(norms&&{norms})});
console.log(norms,countCost(r.architecture),r.architecture.nodes.map(n=>n.op+(n.shares?JSON.stringify(n.shares):'')).join(' '))}
