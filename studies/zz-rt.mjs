import {readOnnxFile} from 'assay/node'; import {readOnnx,bytesSource,writeOnnx,canonicalHash} from 'assay';
const f=process.argv[2]; const shapes=process.argv[3]?JSON.parse(process.argv[3]):undefined;
const r=await readOnnxFile(f,{keepsForeign:true,...(shapes&&{shapes})});
const b=await writeOnnx(r.architecture,{weights:r.weights});
const a=await readOnnx(bytesSource(b));
const show=n=>JSON.stringify({id:n.id,op:n.op,inputs:n.inputs,attrs:n.attrs,shares:n.shares}).slice(0,300);
const A=new Map(r.architecture.nodes.map(n=>[n.id,show(n)])),B=new Map(a.architecture.nodes.map(n=>[n.id,show(n)]));
for(const [k,v] of A) if(B.get(k)!==v) console.log('-',v,'\n+',B.get(k));
for(const [k,v] of B) if(!A.has(k)) console.log('++',v);
